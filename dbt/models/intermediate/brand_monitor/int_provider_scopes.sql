select distinct website_id, day, llm_provider as of_provider, llm_provider
from {{ ref("int_answers") }}
union all
select distinct website_id, day, llm_provider as of_provider, 'all' as llm_provider
from {{ ref("int_answers") }}
