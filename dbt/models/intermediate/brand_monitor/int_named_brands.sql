-- Every brand of the set that an answer names. Ignored brands are what is not here.
select
    answers.llm_response_id,
    answers.website_id,
    answers.day,
    answers.llm_provider,
    answers.prompt_id,
    answers.topic,
    answers.is_branded,
    states.brand_id,
    states.presence,
    states.position_rank,
    states.belief_sold,
    states.occurrence_count
from {{ ref("int_answers") }} as answers
inner join
    {{ ref("stg_llm_brand_states") }} as states
    on answers.llm_response_id = states.llm_response_id
inner join
    {{ ref("int_brand_set") }} as brands
    on {{ same_day("answers", "brands") }}
    and states.brand_id = brands.brand_id
where states.presence <> 'ignored'
