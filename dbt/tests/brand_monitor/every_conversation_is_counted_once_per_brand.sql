{{ config(meta={"check_of": "brand_persistence"}) }}
select website_id, day, llm_provider, brand_id
from {{ ref("brand_persistence") }}
group by website_id, day, llm_provider, brand_id, total_conversations
having sum(conversation_count) <> total_conversations
