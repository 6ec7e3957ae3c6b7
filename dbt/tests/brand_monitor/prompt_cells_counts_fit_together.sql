{{ config(meta={"check_of": "prompt_cells"}) }}
select *
from {{ ref("prompt_cells") }}
where
    not (
        total_responses > 0
        and informative_count <= total_responses
        and mention_count_of_set >= informative_count
        and occurrence_count_of_set >= mention_count_of_set
        and company_mention_count >= mention_count_of_set
    )
