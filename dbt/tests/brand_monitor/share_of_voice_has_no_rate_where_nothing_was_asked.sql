{{ config(meta={"check_of": "share_of_voice"}) }}
select *
from {{ ref("share_of_voice") }}
where
    (total_responses = 0) <> (mention_rate is null)
    or (total_responses = 0) <> (prominence is null)
    or (total_responses = 0) <> (recommendation_rate is null)
