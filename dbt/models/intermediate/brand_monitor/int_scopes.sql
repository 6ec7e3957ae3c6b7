-- What the denominators are: one row per website, day and provider that answered at all.
with
    informative as (
        select
            website_id,
            day,
            llm_provider,
            count(distinct llm_response_id) as informative_count
        from {{ ref("int_named_brands") }}
        where not is_branded
        group by website_id, day, llm_provider
    ),
    totals as (
        select
            website_id,
            day,
            llm_provider,
            {{ count_where("not is_branded") }} as total_responses,
            {{ count_where("is_branded") }} as branded_total_responses,
            count(distinct case when not is_branded then topic end) as topic_count,
            bool_or(is_demonstration) as is_demonstration,
            max(basket_version) as basket_version
        from {{ ref("int_scoped_responses") }}
        group by website_id, day, llm_provider
    )
select totals.*, coalesce(informative.informative_count, 0) as informative_count
from totals
left join
    informative
    on totals.website_id = informative.website_id
    and totals.day = informative.day
    and totals.llm_provider = informative.llm_provider
