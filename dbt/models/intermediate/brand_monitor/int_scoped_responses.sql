-- Every answer twice: under its provider and under `all`.
select
    llm_response_id,
    website_id,
    day,
    llm_provider,
    topic,
    is_branded,
    is_demonstration,
    basket_version
from {{ ref("stg_llm_responses") }}
union all
select
    llm_response_id,
    website_id,
    day,
    'all' as llm_provider,
    topic,
    is_branded,
    is_demonstration,
    basket_version
from {{ ref("stg_llm_responses") }}
