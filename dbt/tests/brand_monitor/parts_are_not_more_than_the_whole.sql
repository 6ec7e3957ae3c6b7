{{ config(meta={"check_of": "visibility_by_intent_type"}) }}
select shares.website_id, shares.day, shares.llm_provider, shares.brand_id
from {{ ref("share_of_voice") }} as shares
inner join
    {{ ref("visibility_by_intent_type") }} as parts
    on {{ same_day("shares", "parts", ["llm_provider", "brand_id"]) }}
group by
    shares.website_id,
    shares.day,
    shares.llm_provider,
    shares.brand_id,
    shares.mention_count,
    shares.total_responses
having
    sum(parts.mention_count) > shares.mention_count
    or sum(parts.total_responses) > shares.total_responses
