-- P(s recommended | m ignored) against P(s recommended | m named). What a substitute does where m
-- is ignored is what it does anywhere minus what it does where m is named, so no row is made per
-- answer and pair. Found brands may come from several markets: a pair of them counts only where
-- both are named under one topic. Among tracked brands every pair counts, since the brand that is
-- never named is the one this mart is for.
--
-- The variance of log lift is the linearised one over topics t (Woodruff 1971), with
--     z = r/A - b(1/A + 1/B) - n/M + x(1/M + 1/X)
-- r: s recommended, x: m named, b: both, n: answers of t; A, B, M, X their sums over topics where
-- A = r - b, M = n - x, X = x. Its square is summed term by term over the pairs that meet.
with
    asked as (
        select
            cells.website_id,
            cells.day,
            scopes.llm_provider,
            cells.topic,
            {{ sum_integers("cells.total_responses") }} as n
        from {{ ref("prompt_cells") }} as cells
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("cells", "scopes") }}
            and cells.llm_provider = scopes.of_provider
        where not cells.is_branded
        group by cells.website_id, cells.day, scopes.llm_provider, cells.topic
    ),
    answers as (
        select website_id, day, llm_provider, {{ sum_integers("n * n") }} as nn
        from asked
        group by website_id, day, llm_provider
    ),
    topics as (
        select brands.*, asked.n
        from {{ ref("int_topic_brands") }} as brands
        inner join asked on {{ same_day("brands", "asked", ["llm_provider", "topic"]) }}
    ),
    singles as (
        select
            website_id,
            day,
            llm_provider,
            brand_id,
            {{ sum_integers("recommendation_count") }} as recommendation_count,
            {{ sum_integers("ranked_count") }} as ranked_count,
            {{ sum_integers("rank_sum") }} as rank_sum,
            {{ sum_integers("recommendation_count * recommendation_count") }} as rr,
            {{ sum_integers("recommendation_count * n") }} as rn,
            {{ sum_integers("mention_count * mention_count") }} as xx,
            {{ sum_integers("mention_count * n") }} as nx
        from topics
        group by website_id, day, llm_provider, brand_id
    ),
    rivals as (
        select
            missing.website_id,
            missing.day,
            missing.llm_provider,
            missing.brand_id as missing_brand_id,
            substitutes.brand_id as substitute_brand_id,
            {{ sum_integers("substitutes.recommendation_count * missing.mention_count") }} as rx
        from topics as missing
        inner join
            topics as substitutes
            on {{ same_day("missing", "substitutes", ["llm_provider", "topic"]) }}
            and missing.brand_id <> substitutes.brand_id
        group by
            missing.website_id,
            missing.day,
            missing.llm_provider,
            missing.brand_id,
            substitutes.brand_id
    ),
    besides as (
        select
            pairs.website_id,
            pairs.day,
            pairs.llm_provider,
            pairs.missing_brand_id,
            pairs.substitute_brand_id,
            {{ sum_integers("pairs.recommendation_count") }} as b,
            {{ sum_integers("pairs.ranked_count") }} as ranked_count,
            {{ sum_integers("pairs.rank_sum") }} as rank_sum,
            {{ sum_integers("pairs.recommendation_count * pairs.recommendation_count") }} as bb,
            {{ sum_integers("pairs.recommendation_count * missing.n") }} as bn,
            {{ sum_integers("pairs.recommendation_count * missing.mention_count") }} as bx,
            {{ sum_integers("pairs.recommendation_count * substitutes.recommendation_count") }}
            as rb
        from {{ ref("int_topic_besides") }} as pairs
        inner join
            topics as missing
            on {{ same_day("pairs", "missing", ["llm_provider", "topic"]) }}
            and pairs.missing_brand_id = missing.brand_id
        inner join
            topics as substitutes
            on {{ same_day("pairs", "substitutes", ["llm_provider", "topic"]) }}
            and pairs.substitute_brand_id = substitutes.brand_id
        group by
            pairs.website_id,
            pairs.day,
            pairs.llm_provider,
            pairs.missing_brand_id,
            pairs.substitute_brand_id
    ),
    pairs as (
        select
            missing.website_id,
            missing.day,
            missing.llm_provider,
            missing.brand_id as missing_brand_id,
            missing.brand_name as missing_brand_name,
            substitutes.brand_id as substitute_brand_id,
            substitutes.brand_name as substitute_brand_name,
            recommended.recommendation_count - coalesce(besides.b, 0) as a,
            recommended.ranked_count - coalesce(besides.ranked_count, 0) as ranked_count,
            recommended.rank_sum - coalesce(besides.rank_sum, 0) as rank_sum,
            missing.total_responses - missing.mention_count as m,
            missing.mention_count as x,
            coalesce(besides.b, 0) as b,
            missing.total_responses,
            missing.topic_count,
            answers.nn,
            recommended.rr,
            recommended.rn,
            coalesce(mentioned.xx, 0) as xx,
            coalesce(mentioned.nx, 0) as nx,
            coalesce(rivals.rx, 0) as rx,
            coalesce(besides.bb, 0) as bb,
            coalesce(besides.bn, 0) as bn,
            coalesce(besides.bx, 0) as bx,
            coalesce(besides.rb, 0) as rb,
            {{ version_columns("missing", "missing") }}
        from {{ ref("share_of_voice") }} as missing
        inner join
            singles as recommended
            on {{ same_day("missing", "recommended", ["llm_provider"]) }}
            and missing.brand_id <> recommended.brand_id
            and recommended.recommendation_count > 0
        inner join
            {{ ref("int_brand_set") }} as substitutes
            on {{ same_day("recommended", "substitutes", ["brand_id"]) }}
        inner join answers on {{ same_day("missing", "answers", ["llm_provider"]) }}
        left join
            singles as mentioned
            on {{ same_day("missing", "mentioned", ["llm_provider", "brand_id"]) }}
        left join
            besides
            on {{ same_day("missing", "besides", ["llm_provider"]) }}
            and missing.brand_id = besides.missing_brand_id
            and recommended.brand_id = besides.substitute_brand_id
        left join
            rivals
            on {{ same_day("missing", "rivals", ["llm_provider"]) }}
            and missing.brand_id = rivals.missing_brand_id
            and recommended.brand_id = rivals.substitute_brand_id
        left join
            rivals as anywhere
            on {{ same_day("missing", "anywhere") }}
            and anywhere.llm_provider = 'all'
            and missing.brand_id = anywhere.missing_brand_id
            and recommended.brand_id = anywhere.substitute_brand_id
        where missing.brand_set = 'tracked' or anywhere.missing_brand_id is not null
    ),
    measured as (
        select
            *,
            1.0 / nullif(a, 0) as pa,
            1.0 / nullif(a, 0) + 1.0 / nullif(b, 0) as pb,
            1.0 / nullif(m, 0) as pm,
            1.0 / nullif(m, 0) + 1.0 / nullif(x, 0) as px
        from pairs
    )
select
    website_id,
    day,
    llm_provider,
    missing_brand_id,
    missing_brand_name,
    substitute_brand_id,
    substitute_brand_name,
    a as occurrence_count,
    {{ ratio("rank_sum", "ranked_count") }} as avg_position,
    m as missing_count,
    x as present_count,
    b as recommended_when_present_count,
    total_responses,
    topic_count,
    ({{ ratio("a", "m") }}) / nullif({{ ratio("b", "x") }}, 0) as lift,
    case
        when topic_count >= 2
        then
            greatest(
                cast(topic_count as double)
                / (topic_count - 1)
                * (
                    pa * pa * rr
                    + pb * pb * bb
                    + pm * pm * nn
                    + px * px * xx
                    - 2 * pa * pb * rb
                    - 2 * pa * pm * rn
                    + 2 * pa * px * rx
                    + 2 * pb * pm * bn
                    - 2 * pb * px * bx
                    - 2 * pm * px * nx
                ),
                pa - pm + 1.0 / nullif(b, 0) - 1.0 / nullif(x, 0)
            )
    end as log_lift_variance,
    brand_set,
    is_demonstration,
    extractor_version,
    alias_version,
    basket_version,
    period_start,
    period_end
from measured
