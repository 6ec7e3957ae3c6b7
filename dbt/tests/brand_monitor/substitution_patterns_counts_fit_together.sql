{{ config(meta={"check_of": "substitution_patterns"}) }}
select *
from {{ ref("substitution_patterns") }}
where
    not (
        occurrence_count <= missing_count
        and recommended_when_present_count <= present_count
        and occurrence_count + recommended_when_present_count > 0
        and missing_count + present_count = total_responses
    )
