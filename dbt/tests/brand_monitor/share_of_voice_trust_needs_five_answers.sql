{{ config(meta={"check_of": "share_of_voice"}) }}
select * from {{ ref("share_of_voice") }} where (mention_count < 5) <> (trust_score is null)
