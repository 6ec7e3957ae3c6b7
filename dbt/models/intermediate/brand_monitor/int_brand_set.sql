-- The brands a day's numbers compare: the tracked ones or, where none is tracked, those found.
with
    brands as (
        select
            website_id,
            day,
            brand_id,
            max(brand_name) as brand_name,
            case
                when bool_or(role = 'own')
                then 'own'
                when bool_or(role = 'competitor')
                then 'competitor'
                else 'found'
            end as role,
            max(extractor_version) as extractor_version,
            max(alias_version) as alias_version
        from {{ ref("stg_llm_brand_states") }}
        group by website_id, day, brand_id
    ),
    marked as (
        select
            *,
            bool_or(role <> 'found') over (partition by website_id, day) as is_any_tracked
        from brands
    )
select
    website_id,
    day,
    brand_id,
    brand_name,
    role,
    case when is_any_tracked then 'tracked' else 'found' end as brand_set,
    extractor_version,
    alias_version
from marked
where role <> 'found' or not is_any_tracked
