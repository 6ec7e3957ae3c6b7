-- An empty answer is a missing one, never one that names nobody (metrics.md).
select
    id as llm_response_id,
    website_id,
    day,
    llm_provider,
    topic,
    is_branded,
    is_demonstration,
    basket_version
from {{ read_lake("llm_responses") }} as llm_responses
where length(trim(response_text, e' \t\r\n')) > 0
