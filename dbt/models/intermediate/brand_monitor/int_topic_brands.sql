with
    recommended as (
        select
            website_id,
            day,
            llm_provider,
            topic,
            brand_id,
            count(*) as recommendation_count,
            count(position_rank) as ranked_count,
            {{ sum_integers("position_rank") }} as rank_sum
        from {{ ref("int_named_brands") }}
        where not is_branded and presence = 'recommended'
        group by website_id, day, llm_provider, topic, brand_id
    ),
    named as (
        select website_id, day, llm_provider, topic, brand_id, count(*) as mention_count
        from {{ ref("int_named_brands") }}
        where not is_branded
        group by website_id, day, llm_provider, topic, brand_id
    )
select
    named.website_id,
    named.day,
    scopes.llm_provider,
    named.topic,
    named.brand_id,
    {{ sum_integers("named.mention_count") }} as mention_count,
    {{ sum_integers("recommended.recommendation_count") }} as recommendation_count,
    {{ sum_integers("recommended.ranked_count") }} as ranked_count,
    {{ sum_integers("recommended.rank_sum") }} as rank_sum
from named
inner join
    {{ ref("int_provider_scopes") }} as scopes
    on {{ same_day("named", "scopes") }}
    and named.llm_provider = scopes.of_provider
left join
    recommended
    on {{ same_day("named", "recommended", ["llm_provider", "topic", "brand_id"]) }}
group by named.website_id, named.day, scopes.llm_provider, named.topic, named.brand_id
