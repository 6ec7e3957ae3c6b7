with
    sources as (
        select
            answers.website_id,
            answers.day,
            answers.llm_provider as of_provider,
            answers.llm_response_id,
            sources.domain,
            sources.page_url,
            sources.title,
            sources.ownership,
            sources.owner_brand_name,
            sources.is_cited,
            sources.is_found
        from {{ ref("int_answers") }} as answers
        inner join
            {{ ref("stg_answer_citations") }} as sources
            on answers.llm_response_id = sources.llm_response_id
        where not answers.is_branded
    ),
    levels as (
        select
            'page' as level,
            website_id,
            day,
            of_provider,
            llm_response_id,
            domain,
            page_url,
            title,
            ownership,
            owner_brand_name,
            is_cited,
            is_found
        from sources
        union all
        select
            'domain' as level,
            website_id,
            day,
            of_provider,
            llm_response_id,
            domain,
            '' as page_url,
            cast(null as varchar) as title,
            max(ownership) as ownership,
            max(owner_brand_name) as owner_brand_name,
            {{ any_where("is_cited") }} as is_cited,
            {{ any_where("is_found") }} as is_found
        from sources
        group by website_id, day, of_provider, llm_response_id, domain
    ),
    counts as (
        select
            levels.website_id,
            levels.day,
            scopes.llm_provider,
            levels.level,
            levels.domain,
            levels.page_url,
            max(levels.title) as title,
            max(levels.ownership) as ownership,
            max(levels.owner_brand_name) as owner_brand_name,
            {{ count_where("levels.is_cited") }} as cited_count,
            {{ count_where("levels.is_found") }} as found_count,
            {{ count_where("levels.is_found and not levels.is_cited") }}
            as found_not_cited_count
        from levels
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("levels", "scopes", ["of_provider"]) }}
        group by
            levels.website_id,
            levels.day,
            scopes.llm_provider,
            levels.level,
            levels.domain,
            levels.page_url
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
    counts.website_id,
    counts.day,
    counts.llm_provider,
    counts.level,
    counts.domain,
    counts.page_url,
    counts.title,
    counts.ownership,
    counts.owner_brand_name,
    counts.cited_count,
    counts.found_count,
    counts.found_not_cited_count,
    scopes.total_responses,
    {{ ratio("counts.cited_count", "scopes.total_responses") }} as citation_rate,
    {{ version_columns("scopes", "versions") }}
from counts
inner join versions on {{ same_day("counts", "versions") }}
inner join
    {{ ref("int_scopes") }} as scopes
    on {{ same_day("counts", "scopes", ["llm_provider"]) }}
