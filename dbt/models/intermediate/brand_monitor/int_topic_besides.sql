with
    named as (
        select * from {{ ref("int_named_brands") }} where not is_branded
    ),
    besides as (
        select
            substitutes.website_id,
            substitutes.day,
            substitutes.llm_provider,
            substitutes.topic,
            missing.brand_id as missing_brand_id,
            substitutes.brand_id as substitute_brand_id,
            count(*) as recommendation_count,
            count(substitutes.position_rank) as ranked_count,
            {{ sum_integers("substitutes.position_rank") }} as rank_sum
        from named as substitutes
        inner join
            named as missing
            on substitutes.llm_response_id = missing.llm_response_id
            and substitutes.brand_id <> missing.brand_id
        where substitutes.presence = 'recommended'
        group by
            substitutes.website_id,
            substitutes.day,
            substitutes.llm_provider,
            substitutes.topic,
            missing.brand_id,
            substitutes.brand_id
    )
select
    besides.website_id,
    besides.day,
    scopes.llm_provider,
    besides.topic,
    besides.missing_brand_id,
    besides.substitute_brand_id,
    {{ sum_integers("besides.recommendation_count") }} as recommendation_count,
    {{ sum_integers("besides.ranked_count") }} as ranked_count,
    {{ sum_integers("besides.rank_sum") }} as rank_sum
from besides
inner join
    {{ ref("int_provider_scopes") }} as scopes
    on {{ same_day("besides", "scopes") }}
    and besides.llm_provider = scopes.of_provider
group by
    besides.website_id,
    besides.day,
    scopes.llm_provider,
    besides.topic,
    besides.missing_brand_id,
    besides.substitute_brand_id
