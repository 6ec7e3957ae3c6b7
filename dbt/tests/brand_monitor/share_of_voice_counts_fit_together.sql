{{ config(meta={"check_of": "share_of_voice"}) }}
select *
from {{ ref("share_of_voice") }}
where
    not (
        mention_count >= recommendation_count + comparison_count + trust_count
        and mention_count >= first_position_count
        and informative_count >= mention_count
        and total_responses >= informative_count
        and total_responses >= topic_count
        and branded_total_responses >= branded_mention_count
    )
