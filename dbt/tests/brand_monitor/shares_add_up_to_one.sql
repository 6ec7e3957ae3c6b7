{{ config(meta={"check_of": "share_of_voice"}) }}
select website_id, day, llm_provider, sum(share) as share_sum
from {{ ref("share_of_voice") }}
group by website_id, day, llm_provider
having abs(sum(share) - 1) > 0.000001
