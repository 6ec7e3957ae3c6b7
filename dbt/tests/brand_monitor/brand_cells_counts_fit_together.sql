{{ config(meta={"check_of": "brand_cells"}) }}
select *
from {{ ref("brand_cells") }}
where
    not (
        mention_count > 0
        and mention_count <= total_responses
        and mention_count >= recommendation_count + comparison_count + trust_count
        and mention_count >= first_position_count
        and occurrence_count >= mention_count
        and rank_weight <= mention_count
        and rank_discount <= mention_count
    )
