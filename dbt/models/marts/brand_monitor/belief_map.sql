with
    beliefs as (
        select
            named.website_id,
            named.day,
            named.llm_provider as of_provider,
            cells.intent_type,
            named.belief_sold,
            named.brand_id,
            count(*) as mention_count,
            {{ count_where("named.presence = 'recommended'") }} as recommendation_count
        from {{ ref("int_named_brands") }} as named
        inner join
            {{ ref("prompt_cells") }} as cells
            on {{ same_day("named", "cells", ["llm_provider", "prompt_id", "is_branded"]) }}
        where
            not named.is_branded
            and named.belief_sold is not null
            and cells.intent_type is not null
        group by
            named.website_id,
            named.day,
            named.llm_provider,
            cells.intent_type,
            named.belief_sold,
            named.brand_id
    ),
    scoped as (
        select
            beliefs.website_id,
            beliefs.day,
            scopes.llm_provider,
            beliefs.intent_type,
            beliefs.belief_sold,
            beliefs.brand_id,
            {{ sum_integers("beliefs.mention_count") }} as mention_count,
            {{ sum_integers("beliefs.recommendation_count") }} as recommendation_count
        from beliefs
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("beliefs", "scopes", ["of_provider"]) }}
        group by
            beliefs.website_id,
            beliefs.day,
            scopes.llm_provider,
            beliefs.intent_type,
            beliefs.belief_sold,
            beliefs.brand_id
    )
select
    scoped.website_id,
    scoped.day,
    scoped.llm_provider,
    scoped.intent_type,
    scoped.belief_sold,
    scoped.brand_id,
    parts.brand_name,
    parts.role,
    scoped.mention_count,
    scoped.recommendation_count,
    parts.mention_count as named_count,
    parts.total_responses,
    {{ ratio("scoped.mention_count", "parts.mention_count") }} as belief_share,
    {{ version_columns("parts", "parts") }}
from scoped
inner join
    {{ ref("visibility_by_intent_type") }} as parts
    on {{ same_day("scoped", "parts", ["llm_provider", "intent_type", "brand_id"]) }}
