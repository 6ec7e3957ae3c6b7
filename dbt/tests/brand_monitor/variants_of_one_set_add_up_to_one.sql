{{ config(meta={"check_of": "share_of_voice_variants"}) }}
select website_id, day, llm_provider, variant, sum(share) as share_sum
from {{ ref("share_of_voice_variants") }}
where variant in ('per_response', 'per_occurrence', 'rank_discounted')
group by website_id, day, llm_provider, variant
having abs(sum(share) - 1) > 0.000001
