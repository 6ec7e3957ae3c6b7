with
    beliefs as (
        select
            website_id, day, llm_provider as of_provider, brand_id, belief_sold, count(*) as states
        from {{ ref("int_named_brands") }}
        where not is_branded and belief_sold is not null
        group by website_id, day, llm_provider, brand_id, belief_sold
    ),
    scoped as (
        select
            beliefs.website_id,
            beliefs.day,
            scopes.llm_provider,
            beliefs.brand_id,
            beliefs.belief_sold,
            {{ sum_integers("beliefs.states") }} as mention_count
        from beliefs
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("beliefs", "scopes", ["of_provider"]) }}
        group by
            beliefs.website_id,
            beliefs.day,
            scopes.llm_provider,
            beliefs.brand_id,
            beliefs.belief_sold
    )
select
    scoped.website_id,
    scoped.day,
    scoped.llm_provider,
    scoped.belief_sold,
    scoped.brand_id,
    shares.brand_name,
    shares.role,
    scoped.mention_count,
    shares.mention_count as named_count,
    shares.total_responses,
    {{ ratio("scoped.mention_count", "shares.total_responses") }} as mention_rate,
    {{ ratio("scoped.mention_count", "shares.mention_count") }} as belief_share,
    {{ version_columns("shares", "shares") }}
from scoped
inner join
    {{ ref("share_of_voice") }} as shares
    on {{ same_day("scoped", "shares", ["llm_provider", "brand_id"]) }}
