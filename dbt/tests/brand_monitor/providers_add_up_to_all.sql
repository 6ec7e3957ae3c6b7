{{ config(meta={"check_of": "share_of_voice"}) }}
select website_id, day, brand_id
from {{ ref("share_of_voice") }}
group by website_id, day, brand_id
having
    sum(case when llm_provider = 'all' then -1 else 1 end * total_responses) <> 0
    or sum(case when llm_provider = 'all' then -1 else 1 end * branded_total_responses) <> 0
    or sum(case when llm_provider = 'all' then -1 else 1 end * mention_count) <> 0
    or sum(case when llm_provider = 'all' then -1 else 1 end * recommendation_count) <> 0
