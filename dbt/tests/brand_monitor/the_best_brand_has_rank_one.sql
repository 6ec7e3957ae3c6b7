{{ config(meta={"check_of": "competitor_ranking"}) }}
select website_id, day, llm_provider
from {{ ref("competitor_ranking") }}
group by website_id, day, llm_provider
having min(mention_rank) <> 1 or max(gap_to_leader) <> 0 or max(mention_rank) > count(*)
