{%- set scope = "partition by website_id, day, llm_provider" -%}
with
    ranked as (
        select
            *,
            count(*) over ({{ scope }}) as brand_count,
            rank() over ({{ scope }} order by mention_count desc) as mention_rank,
            rank() over ({{ scope }} order by recommendation_count desc) as recommendation_rank,
            rank() over ({{ scope }} order by first_position_count desc) as first_position_rank,
            max(mention_rate) over ({{ scope }}) as leader_rate,
            max(case when role = 'own' then mention_rate end) over ({{ scope }}) as own_rate
        from {{ ref("share_of_voice") }}
        where total_responses > 0
    )
select
    website_id,
    day,
    llm_provider,
    brand_id,
    brand_name,
    role,
    mention_count,
    total_responses,
    brand_count,
    mention_rank,
    recommendation_rank,
    first_position_rank,
    mention_rate - leader_rate as gap_to_leader,
    mention_rate - own_rate as gap_to_own,
    {{ version_columns("ranked", "ranked") }}
from ranked
