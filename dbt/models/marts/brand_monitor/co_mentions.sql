with
    named as (
        select * from {{ ref("int_named_brands") }} where not is_branded
    ),
    pairs as (
        select
            a.website_id,
            a.day,
            a.llm_provider as of_provider,
            a.brand_id as brand_a_id,
            b.brand_id as brand_b_id,
            count(*) as mention_count,
            count(a.position_rank + b.position_rank) as ranked_pair_count,
            {{ sum_integers("b.position_rank - a.position_rank") }} as rank_delta_sum,
            {{ sum_integers("abs(b.position_rank - a.position_rank)") }} as rank_delta_abs_sum
        from named as a
        inner join
            named as b
            on a.llm_response_id = b.llm_response_id
            and a.brand_id < b.brand_id
        group by a.website_id, a.day, a.llm_provider, a.brand_id, b.brand_id
    ),
    scoped as (
        select
            pairs.website_id,
            pairs.day,
            scopes.llm_provider,
            pairs.brand_a_id,
            pairs.brand_b_id,
            {{ sum_integers("pairs.mention_count") }} as mention_count,
            {{ sum_integers("pairs.ranked_pair_count") }} as ranked_pair_count,
            {{ sum_integers("pairs.rank_delta_sum") }} as rank_delta_sum,
            {{ sum_integers("pairs.rank_delta_abs_sum") }} as rank_delta_abs_sum
        from pairs
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("pairs", "scopes", ["of_provider"]) }}
        group by
            pairs.website_id,
            pairs.day,
            scopes.llm_provider,
            pairs.brand_a_id,
            pairs.brand_b_id
    )
select
    scoped.website_id,
    scoped.day,
    scoped.llm_provider,
    scoped.brand_a_id,
    a.brand_name as brand_a_name,
    scoped.brand_b_id,
    b.brand_name as brand_b_name,
    scoped.mention_count,
    a.mention_count as brand_a_count,
    b.mention_count as brand_b_count,
    a.total_responses,
    scoped.ranked_pair_count,
    scoped.rank_delta_sum,
    scoped.rank_delta_abs_sum,
    {{ version_columns("a", "a") }}
from scoped
inner join
    {{ ref("share_of_voice") }} as a
    on {{ same_day("scoped", "a", ["llm_provider"]) }}
    and scoped.brand_a_id = a.brand_id
inner join
    {{ ref("share_of_voice") }} as b
    on {{ same_day("scoped", "b", ["llm_provider"]) }}
    and scoped.brand_b_id = b.brand_id
