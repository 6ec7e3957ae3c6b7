with
    prompts as (
        select
            cells.website_id,
            cells.day,
            scopes.llm_provider,
            cells.prompt_id,
            max(cells.prompt_text) as prompt_text,
            max(cells.topic) as topic,
            max(cells.intent_type) as intent_type,
            max(cells.funnel_stage) as funnel_stage,
            {{ sum_integers("cells.total_responses") }} as total_responses,
            {{ sum_integers("cells.informative_count") }} as informative_count,
            {{ sum_integers("cells.mention_count_of_set") }} as mention_count,
            {{ any_where("cells.is_demonstration") }} as is_demonstration,
            max(cells.basket_version) as basket_version,
            max(cells.brand_set) as brand_set,
            max(cells.extractor_version) as extractor_version,
            max(cells.alias_version) as alias_version
        from {{ ref("prompt_cells") }} as cells
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("cells", "scopes") }}
            and cells.llm_provider = scopes.of_provider
        where not cells.is_branded
        group by cells.website_id, cells.day, scopes.llm_provider, cells.prompt_id
    ),
    brands as (
        select
            cells.website_id,
            cells.day,
            cells.llm_provider,
            cells.prompt_id,
            cells.brand_id,
            names.brand_name,
            names.role,
            {{ sum_integers("cells.mention_count") }} as mention_count
        from {{ ref("int_scoped_brand_cells") }} as cells
        inner join
            {{ ref("int_brand_set") }} as names
            on {{ same_day("cells", "names", ["brand_id"]) }}
        where not cells.is_branded
        group by
            cells.website_id,
            cells.day,
            cells.llm_provider,
            cells.prompt_id,
            cells.brand_id,
            names.brand_name,
            names.role
    ),
    placed as (
        select
            *,
            row_number() over (
                partition by website_id, day, llm_provider, prompt_id
                order by mention_count desc, brand_id
            ) as place
        from brands
    ),
    counts as (
        select
            website_id,
            day,
            llm_provider,
            prompt_id,
            count(*) as brand_count,
            max(case when place = 1 then brand_id end) as leader_brand_id,
            max(case when place = 1 then brand_name end) as leader_brand_name,
            max(case when place = 1 then mention_count end) as leader_count,
            max(case when role = 'own' then mention_count end) as own_count,
            sum(case when role <> 'own' then mention_count * mention_count end) as squares,
            sum(case when role <> 'own' then mention_count end) as mention_count
        from placed
        group by website_id, day, llm_provider, prompt_id
    ),
    owners as (
        select website_id, day, {{ any_where("role = 'own'") }} as has_own
        from {{ ref("int_brand_set") }}
        group by website_id, day
    )
select
    prompts.website_id,
    prompts.day,
    prompts.llm_provider,
    prompts.prompt_id,
    prompts.prompt_text,
    prompts.topic,
    prompts.intent_type,
    prompts.funnel_stage,
    prompts.total_responses,
    prompts.informative_count,
    coalesce(counts.brand_count, 0) as brand_count,
    {{ ratio("prompts.mention_count", "prompts.total_responses") }} as mentions_per_response,
    counts.leader_brand_id,
    counts.leader_brand_name,
    {{ ratio("counts.leader_count", "prompts.total_responses") }} as leader_rate,
    case
        when owners.has_own
        then {{ ratio("coalesce(counts.own_count, 0)", "prompts.total_responses") }}
    end as own_rate,
    case
        when prompts.total_responses >= 2
        then {{ ratio("counts.squares", "(counts.mention_count * prompts.total_responses)") }}
    end as difficulty,
    {{ version_columns("prompts", "prompts") }}
from prompts
inner join owners on {{ same_day("prompts", "owners") }}
left join counts on {{ same_day("prompts", "counts", ["llm_provider", "prompt_id"]) }}
