{{ config(meta={"check_of": "citations"}) }}
select *
from {{ ref("citations") }}
where
    not (
        cited_count + found_not_cited_count > 0
        and found_not_cited_count <= found_count
        and cited_count <= total_responses
        and (level = 'domain') = (page_url = '')
    )
