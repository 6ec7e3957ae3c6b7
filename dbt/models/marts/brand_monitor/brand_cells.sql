with
    counts as (
        select
            website_id,
            day,
            llm_provider,
            prompt_id,
            is_branded,
            brand_id,
            count(*) as mention_count,
            {{ count_where("presence = 'recommended'") }} as recommendation_count,
            {{ count_where("presence = 'compared'") }} as comparison_count,
            {{ count_where("presence = 'trusted'") }} as trust_count,
            {{ count_where("position_rank = 1") }} as first_position_count,
            {{ sum_integers("occurrence_count") }} as occurrence_count,
            {{ sum_decimals(rank_weight("position_rank")) }} as rank_weight,
            {{ sum_decimals(rank_discount("position_rank")) }} as rank_discount
        from {{ ref("int_named_brands") }}
        group by website_id, day, llm_provider, prompt_id, is_branded, brand_id
    )
select
    counts.website_id,
    counts.day,
    counts.llm_provider,
    counts.prompt_id,
    counts.is_branded,
    cells.topic,
    cells.total_responses,
    counts.brand_id,
    brands.brand_name,
    brands.role,
    counts.mention_count,
    counts.recommendation_count,
    counts.comparison_count,
    counts.trust_count,
    counts.first_position_count,
    counts.occurrence_count,
    counts.rank_weight,
    counts.rank_discount,
    {{ version_columns("cells", "brands") }}
from counts
inner join
    {{ ref("prompt_cells") }} as cells
    on {{ same_day("counts", "cells", ["llm_provider", "prompt_id", "is_branded"]) }}
inner join
    {{ ref("int_brand_set") }} as brands
    on {{ same_day("counts", "brands", ["brand_id"]) }}
