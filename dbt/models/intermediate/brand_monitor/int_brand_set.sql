-- The brands a day's numbers compare: the tracked ones or, where none is tracked, those found.
-- Brands that are only in the catalogue are nobody's competitor here.
with
    brands as (
        select
            website_id,
            day,
            brand_id,
            max(brand_name) as brand_name,
            case
                when {{ any_where("role = 'own'") }}
                then 'own'
                when {{ any_where("role = 'competitor'") }}
                then 'competitor'
                else 'found'
            end as role,
            max(extractor_version) as extractor_version,
            max(alias_version) as alias_version
        from {{ ref("stg_llm_brand_states") }}
        where role in ('own', 'competitor', 'found')
        group by website_id, day, brand_id
    ),
    marked as (
        select
            *,
            max(case when role <> 'found' then 1 else 0 end) over (
                partition by website_id, day
            ) as is_any_tracked
        from brands
    )
select
    website_id,
    day,
    brand_id,
    brand_name,
    role,
    case when is_any_tracked = 1 then 'tracked' else 'found' end as brand_set,
    extractor_version,
    alias_version
from marked
where role <> 'found' or is_any_tracked = 0
