-- P(s recommended | m ignored) against P(s recommended | m named). What a substitute does where m
-- is ignored is what it does anywhere minus what it does where m is named, so no row is made per
-- answer and pair. Found brands may come from several markets: a pair of them counts only where
-- both are named under one topic. Among tracked brands every pair counts, since the brand that is
-- never named is the one this mart is for.
with
    named as (
        select * from {{ ref("int_named_brands") }} where not is_branded
    ),
    topics as (
        select distinct website_id, day, topic, brand_id from named where llm_provider = 'all'
    ),
    rivals as (
        select distinct
            missing.website_id,
            missing.day,
            missing.brand_id as missing_brand_id,
            substitutes.brand_id as substitute_brand_id
        from topics as missing
        inner join
            topics as substitutes
            on missing.website_id = substitutes.website_id
            and missing.day = substitutes.day
            and missing.topic = substitutes.topic
    ),
    recommended as (
        select
            website_id,
            day,
            llm_provider,
            brand_id,
            count(*) as recommended_count,
            count(position_rank) as ranked_count,
            {{ sum_integers("position_rank") }} as rank_sum
        from named
        where presence = 'recommended'
        group by website_id, day, llm_provider, brand_id
    ),
    beside as (
        select
            substitutes.website_id,
            substitutes.day,
            substitutes.llm_provider,
            missing.brand_id as missing_brand_id,
            substitutes.brand_id as substitute_brand_id,
            count(*) as recommended_count,
            count(substitutes.position_rank) as ranked_count,
            {{ sum_integers("substitutes.position_rank") }} as rank_sum
        from named as substitutes
        inner join
            named as missing
            on substitutes.llm_response_id = missing.llm_response_id
            and substitutes.llm_provider = missing.llm_provider
            and substitutes.brand_id <> missing.brand_id
        where substitutes.presence = 'recommended'
        group by
            substitutes.website_id,
            substitutes.day,
            substitutes.llm_provider,
            missing.brand_id,
            substitutes.brand_id
    ),
    pairs as (
        select
            missing.*,
            substitutes.brand_id as substitute_brand_id,
            substitutes.brand_name as substitute_brand_name,
            recommended.recommended_count - coalesce(beside.recommended_count, 0)
            as occurrence_count,
            recommended.ranked_count - coalesce(beside.ranked_count, 0) as ranked_count,
            recommended.rank_sum - coalesce(beside.rank_sum, 0) as rank_sum,
            missing.total_responses - missing.mention_count as missing_count,
            coalesce(beside.recommended_count, 0) as recommended_when_present_count
        from {{ ref("share_of_voice") }} as missing
        inner join
            recommended
            on missing.website_id = recommended.website_id
            and missing.day = recommended.day
            and missing.llm_provider = recommended.llm_provider
            and missing.brand_id <> recommended.brand_id
        inner join
            {{ ref("int_brand_set") }} as substitutes
            on recommended.website_id = substitutes.website_id
            and recommended.day = substitutes.day
            and recommended.brand_id = substitutes.brand_id
        left join
            beside
            on missing.website_id = beside.website_id
            and missing.day = beside.day
            and missing.llm_provider = beside.llm_provider
            and missing.brand_id = beside.missing_brand_id
            and recommended.brand_id = beside.substitute_brand_id
        left join
            rivals
            on missing.website_id = rivals.website_id
            and missing.day = rivals.day
            and missing.brand_id = rivals.missing_brand_id
            and recommended.brand_id = rivals.substitute_brand_id
        where missing.brand_set = 'tracked' or rivals.missing_brand_id is not null
    )
select
    website_id,
    day,
    llm_provider,
    brand_id as missing_brand_id,
    brand_name as missing_brand_name,
    substitute_brand_id,
    substitute_brand_name,
    occurrence_count,
    {{ ratio("rank_sum", "ranked_count") }} as avg_position,
    missing_count,
    mention_count as present_count,
    recommended_when_present_count,
    ({{ ratio("occurrence_count", "missing_count") }})
    / nullif(
        {{ ratio("recommended_when_present_count", "mention_count") }}, 0
    ) as lift,
    brand_set,
    is_demonstration,
    extractor_version,
    alias_version,
    basket_version,
    period_start,
    period_end
from pairs
