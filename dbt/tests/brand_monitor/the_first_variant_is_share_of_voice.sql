{{ config(meta={"check_of": "share_of_voice_variants"}) }}
select variants.*
from {{ ref("share_of_voice_variants") }} as variants
inner join
    {{ ref("share_of_voice") }} as shares
    on {{ same_day("variants", "shares", ["llm_provider", "brand_id"]) }}
where
    variants.variant = 'per_response'
    and coalesce(variants.share, -1) <> coalesce(shares.share, -1)
