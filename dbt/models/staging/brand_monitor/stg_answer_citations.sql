-- A provider that does not tell what it found from what it cites counts as citing it.
select
    website_id,
    day,
    llm_response_id,
    page_url,
    domain,
    title,
    ownership,
    owner_brand_name,
    coalesce(is_cited, true) as is_cited,
    is_cited is not null as is_found
from {{ source("brand_monitor", "answer_citations") }}
