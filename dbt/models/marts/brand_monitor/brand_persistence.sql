-- A talk whose last turn was not answered would end too early: the longest talk of a conversation
-- on that day tells how many turns it has.
with
    planned as (
        select website_id, day, conversation_id, max(sequence_order) as turn_count
        from {{ ref("int_answers") }}
        group by website_id, day, conversation_id
    ),
    talks as (
        select
            website_id,
            day,
            llm_provider as of_provider,
            llm_model,
            conversation_id,
            sample_number,
            count(*) as response_count,
            max(sequence_order) as last_turn
        from {{ ref("int_answers") }}
        group by website_id, day, llm_provider, llm_model, conversation_id, sample_number
        having
            count(distinct sequence_order) = max(sequence_order)
            and max(case when is_branded then 1 else 0 end) = 0
    ),
    conversations as (
        select talks.*
        from talks
        inner join
            planned
            on {{ same_day("talks", "planned", ["conversation_id"]) }}
            and talks.last_turn = planned.turn_count
        where planned.turn_count >= 2
    ),
    answers as (
        select answers.*, conversations.last_turn
        from {{ ref("int_answers") }} as answers
        inner join
            conversations
            on {{ same_day("answers", "conversations", ["llm_model", "conversation_id"]) }}
            and answers.sample_number = conversations.sample_number
            and answers.llm_provider = conversations.of_provider
    ),
    named as (
        select
            answers.website_id,
            answers.day,
            answers.llm_provider as of_provider,
            answers.llm_model,
            answers.conversation_id,
            answers.sample_number,
            named.brand_id,
            min(answers.sequence_order) as first_turn,
            max(case when answers.sequence_order = answers.last_turn then 1 else 0 end)
            as is_named_last,
            max(
                case
                    when
                        answers.sequence_order = answers.last_turn
                        and named.presence = 'recommended'
                    then 1
                    else 0
                end
            ) as is_survivor
        from answers
        inner join
            {{ ref("int_named_brands") }} as named
            on answers.llm_response_id = named.llm_response_id
        group by
            answers.website_id,
            answers.day,
            answers.llm_provider,
            answers.llm_model,
            answers.conversation_id,
            answers.sample_number,
            named.brand_id
    ),
    totals as (
        select
            conversations.website_id,
            conversations.day,
            scopes.llm_provider,
            count(*) as total_conversations,
            {{ sum_integers("conversations.response_count") }} as total_responses
        from conversations
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("conversations", "scopes", ["of_provider"]) }}
        group by conversations.website_id, conversations.day, scopes.llm_provider
    ),
    seen as (
        select
            named.website_id,
            named.day,
            scopes.llm_provider,
            named.brand_id,
            named.first_turn,
            count(*) as conversation_count,
            {{ sum_integers("named.is_named_last") }} as named_last_count,
            {{ sum_integers("named.is_survivor") }} as survived_count
        from named
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("named", "scopes", ["of_provider"]) }}
        group by
            named.website_id, named.day, scopes.llm_provider, named.brand_id, named.first_turn
    ),
    seen_ever as (
        select website_id, day, llm_provider, brand_id, sum(conversation_count) as seen_count
        from seen
        group by website_id, day, llm_provider, brand_id
    ),
    never as (
        select
            totals.website_id,
            totals.day,
            totals.llm_provider,
            brands.brand_id,
            0 as first_turn,
            totals.total_conversations
            - cast(coalesce(seen_ever.seen_count, 0) as bigint) as conversation_count,
            0 as named_last_count,
            0 as survived_count
        from totals
        inner join
            {{ ref("int_brand_set") }} as brands on {{ same_day("totals", "brands") }}
        left join
            seen_ever
            on {{ same_day("totals", "seen_ever", ["llm_provider"]) }}
            and brands.brand_id = seen_ever.brand_id
    ),
    counts as (
        select * from seen
        union all
        select * from never where conversation_count > 0
    )
select
    counts.website_id,
    counts.day,
    counts.llm_provider,
    counts.brand_id,
    brands.brand_name,
    brands.role,
    cast(counts.first_turn as bigint) as first_turn,
    counts.conversation_count,
    cast(counts.named_last_count as bigint) as named_last_count,
    cast(counts.survived_count as bigint) as survived_count,
    totals.total_conversations,
    totals.total_responses,
    {{ version_columns("scopes", "brands") }}
from counts
inner join totals on {{ same_day("counts", "totals", ["llm_provider"]) }}
inner join
    {{ ref("int_brand_set") }} as brands
    on {{ same_day("counts", "brands", ["brand_id"]) }}
inner join
    {{ ref("int_scopes") }} as scopes
    on {{ same_day("counts", "scopes", ["llm_provider"]) }}
