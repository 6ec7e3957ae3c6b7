-- Every brand of the set that an answer names, by scope. Ignored brands are what is not here.
select
    responses.llm_response_id,
    responses.website_id,
    responses.day,
    responses.llm_provider,
    responses.topic,
    responses.is_branded,
    states.brand_id,
    states.presence,
    states.position_rank
from {{ ref("int_scoped_responses") }} as responses
inner join
    {{ ref("stg_llm_brand_states") }} as states
    on responses.llm_response_id = states.llm_response_id
inner join
    {{ ref("int_brand_set") }} as brands
    on responses.website_id = brands.website_id
    and responses.day = brands.day
    and states.brand_id = brands.brand_id
where states.presence <> 'ignored'
