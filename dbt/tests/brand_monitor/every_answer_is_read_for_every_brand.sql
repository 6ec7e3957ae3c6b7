-- An answer without a state for a brand of the set was not read with that brand in mind: counting
-- it as ignored would make a number too small. Re-materialise llm_brand_states.
{{ config(meta={"check_of": "share_of_voice"}) }}
select responses.llm_response_id, brands.brand_id
from {{ ref("stg_llm_responses") }} as responses
inner join
    {{ ref("int_brand_set") }} as brands
    on responses.website_id = brands.website_id
    and responses.day = brands.day
left join
    {{ ref("stg_llm_brand_states") }} as states
    on responses.llm_response_id = states.llm_response_id
    and brands.brand_id = states.brand_id
where states.brand_id is null
