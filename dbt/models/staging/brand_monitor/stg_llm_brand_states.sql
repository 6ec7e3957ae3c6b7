-- Brands that are only in the catalogue are nobody's competitor here.
select
    llm_response_id,
    website_id,
    day,
    brand_id,
    brand_name,
    role,
    presence,
    case when presence <> 'ignored' then position_rank end as position_rank,
    extractor_version,
    alias_version
from {{ read_lake("llm_brand_states") }} as llm_brand_states
where role in ('own', 'competitor', 'found')
