select
    responses.llm_response_id,
    responses.website_id,
    responses.day,
    responses.llm_provider,
    responses.llm_model,
    responses.prompt_id,
    responses.conversation_id,
    responses.icp_id,
    icps.icp_name,
    responses.topic,
    responses.prompt_text,
    responses.sequence_order,
    responses.sample_number,
    responses.is_branded,
    classifications.intent_type,
    classifications.funnel_stage,
    responses.is_demonstration,
    responses.basket_version
from {{ ref("stg_llm_responses") }} as responses
inner join
    (select distinct website_id, day from {{ ref("int_brand_set") }}) as days
    on {{ same_day("responses", "days") }}
left join
    {{ ref("stg_prompt_classifications") }} as classifications
    on responses.website_id = classifications.website_id
    and responses.prompt_id = classifications.prompt_id
left join
    {{ ref("stg_icps") }} as icps
    on responses.website_id = icps.website_id
    and responses.icp_id = icps.icp_id
