{{ config(meta={"check_of": "substitution_patterns"}) }}
select * from {{ ref("substitution_patterns") }} where missing_brand_id = substitute_brand_id
