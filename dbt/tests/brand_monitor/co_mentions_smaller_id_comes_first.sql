{{ config(meta={"check_of": "co_mentions"}) }}
select * from {{ ref("co_mentions") }} where brand_a_id >= brand_b_id
