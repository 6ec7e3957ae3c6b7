{{ config(meta={"check_of": "co_mentions"}) }}
select *
from {{ ref("co_mentions") }}
where
    not (
        mention_count > 0
        and mention_count <= brand_a_count
        and mention_count <= brand_b_count
        and brand_a_count <= total_responses
        and brand_b_count <= total_responses
        and ranked_pair_count <= mention_count
        and abs(rank_delta_sum) <= rank_delta_abs_sum
    )
