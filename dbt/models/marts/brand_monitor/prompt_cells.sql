{%- set cell = ["llm_provider", "prompt_id", "is_branded"] -%}
with
    named as (
        select
            website_id,
            day,
            llm_provider,
            prompt_id,
            is_branded,
            count(*) as mention_count,
            count(distinct llm_response_id) as informative_count,
            {{ sum_integers("occurrence_count") }} as occurrence_count,
            {{ sum_decimals(rank_discount("position_rank")) }} as rank_discount
        from {{ ref("int_named_brands") }}
        group by website_id, day, llm_provider, prompt_id, is_branded
    ),
    companies as (
        select
            answers.website_id,
            answers.day,
            answers.llm_provider,
            answers.prompt_id,
            answers.is_branded,
            count(*) as mention_count
        from {{ ref("int_answers") }} as answers
        inner join
            {{ ref("stg_llm_brand_states") }} as states
            on answers.llm_response_id = states.llm_response_id
        where states.presence <> 'ignored'
        group by
            answers.website_id,
            answers.day,
            answers.llm_provider,
            answers.prompt_id,
            answers.is_branded
    ),
    cells as (
        select
            website_id,
            day,
            llm_provider,
            prompt_id,
            is_branded,
            count(*) as total_responses,
            max(topic) as topic,
            max(conversation_id) as conversation_id,
            max(icp_id) as icp_id,
            max(icp_name) as icp_name,
            max(intent_type) as intent_type,
            max(funnel_stage) as funnel_stage,
            max(prompt_text) as prompt_text,
            max(sequence_order) as sequence_order,
            {{ any_where("is_demonstration") }} as is_demonstration,
            max(basket_version) as basket_version
        from {{ ref("int_answers") }}
        group by website_id, day, llm_provider, prompt_id, is_branded
    ),
    versions as (
        select
            website_id,
            day,
            max(brand_set) as brand_set,
            max(extractor_version) as extractor_version,
            max(alias_version) as alias_version
        from {{ ref("int_brand_set") }}
        group by website_id, day
    )
select
    cells.website_id,
    cells.day,
    cells.llm_provider,
    cells.prompt_id,
    cells.is_branded,
    cells.topic,
    cells.total_responses,
    cells.conversation_id,
    cells.icp_id,
    cells.icp_name,
    cells.intent_type,
    cells.funnel_stage,
    cells.prompt_text,
    cells.sequence_order,
    coalesce(named.informative_count, 0) as informative_count,
    coalesce(named.mention_count, 0) as mention_count_of_set,
    coalesce(named.occurrence_count, 0) as occurrence_count_of_set,
    coalesce(named.rank_discount, 0) as rank_discount_of_set,
    coalesce(companies.mention_count, 0) as company_mention_count,
    {{ version_columns("cells", "versions") }}
from cells
inner join versions on {{ same_day("cells", "versions") }}
left join named on {{ same_day("cells", "named", cell) }}
left join companies on {{ same_day("cells", "companies", cell) }}
