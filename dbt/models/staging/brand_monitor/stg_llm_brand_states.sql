select
    llm_response_id,
    website_id,
    day,
    brand_id,
    brand_name,
    role,
    presence,
    case when presence <> 'ignored' then position_rank end as position_rank,
    case when presence <> 'ignored' then belief_sold end as belief_sold,
    occurrence_count,
    extractor_version,
    alias_version
from {{ source("brand_monitor", "llm_brand_states") }}
