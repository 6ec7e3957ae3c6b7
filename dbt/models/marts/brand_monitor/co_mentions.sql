with
    named as (
        select * from {{ ref("int_named_brands") }} where not is_branded
    ),
    pairs as (
        select
            a.website_id,
            a.day,
            a.llm_provider,
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
            and a.llm_provider = b.llm_provider
            and a.brand_id < b.brand_id
        group by a.website_id, a.day, a.llm_provider, a.brand_id, b.brand_id
    )
select
    pairs.website_id,
    pairs.day,
    pairs.llm_provider,
    pairs.brand_a_id,
    a.brand_name as brand_a_name,
    pairs.brand_b_id,
    b.brand_name as brand_b_name,
    pairs.mention_count,
    a.mention_count as brand_a_count,
    b.mention_count as brand_b_count,
    a.total_responses,
    pairs.ranked_pair_count,
    pairs.rank_delta_sum,
    pairs.rank_delta_abs_sum,
    a.brand_set,
    a.is_demonstration,
    a.extractor_version,
    a.alias_version,
    a.basket_version,
    a.period_start,
    a.period_end
from pairs
inner join
    {{ ref("share_of_voice") }} as a
    on pairs.website_id = a.website_id
    and pairs.day = a.day
    and pairs.llm_provider = a.llm_provider
    and pairs.brand_a_id = a.brand_id
inner join
    {{ ref("share_of_voice") }} as b
    on pairs.website_id = b.website_id
    and pairs.day = b.day
    and pairs.llm_provider = b.llm_provider
    and pairs.brand_b_id = b.brand_id
