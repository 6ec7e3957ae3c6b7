-- What the denominators are: one row per website, day and provider that answered at all.
select
    cells.website_id,
    cells.day,
    scopes.llm_provider,
    {{ sum_integers("case when not is_branded then total_responses end") }} as total_responses,
    {{ sum_integers("case when is_branded then total_responses end") }}
    as branded_total_responses,
    count(distinct case when not is_branded then topic end) as topic_count,
    {{ sum_integers("case when not is_branded then informative_count end") }}
    as informative_count,
    {{ sum_integers("case when not is_branded then mention_count_of_set end") }}
    as mention_count_of_set,
    {{ sum_integers("case when not is_branded then occurrence_count_of_set end") }}
    as occurrence_count_of_set,
    {{ sum_integers("case when not is_branded then company_mention_count end") }}
    as company_mention_count,
    {{ any_where("is_demonstration") }} as is_demonstration,
    max(basket_version) as basket_version
from {{ ref("prompt_cells") }} as cells
inner join
    {{ ref("int_provider_scopes") }} as scopes
    on {{ same_day("cells", "scopes") }}
    and cells.llm_provider = scopes.of_provider
group by cells.website_id, cells.day, scopes.llm_provider
