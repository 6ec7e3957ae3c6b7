{{ config(meta={"check_of": "brand_persistence"}) }}
select *
from {{ ref("brand_persistence") }}
where
    not (
        conversation_count > 0
        and conversation_count >= named_last_count
        and named_last_count >= survived_count
    )
