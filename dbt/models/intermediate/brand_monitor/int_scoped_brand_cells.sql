select
    cells.website_id,
    cells.day,
    scopes.llm_provider,
    cells.llm_provider as of_provider,
    cells.prompt_id,
    cells.topic,
    cells.is_branded,
    cells.brand_id,
    cells.mention_count,
    cells.recommendation_count,
    cells.comparison_count,
    cells.trust_count,
    cells.first_position_count,
    cells.occurrence_count,
    cells.total_responses,
    cast(cells.rank_weight as decimal(18, 12)) as rank_weight,
    cast(cells.rank_discount as decimal(18, 12)) as rank_discount
from {{ ref("brand_cells") }} as cells
inner join
    {{ ref("int_provider_scopes") }} as scopes
    on {{ same_day("cells", "scopes") }}
    and cells.llm_provider = scopes.of_provider
