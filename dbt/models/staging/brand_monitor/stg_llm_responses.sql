select
    id as llm_response_id,
    website_id,
    day,
    prompt_id,
    conversation_id,
    icp_id,
    topic,
    prompt_text,
    sequence_order,
    is_branded,
    llm_provider,
    llm_model,
    sample_number,
    is_demonstration,
    basket_version
from {{ source("brand_monitor", "llm_responses") }}
