-- Else a number of a brand and a number of a prompt would tell two stories.
{{ config(meta={"check_of": "brand_cells"}) }}
with
    sums as (
        select
            website_id,
            day,
            llm_provider,
            prompt_id,
            is_branded,
            sum(mention_count) as mention_count,
            sum(occurrence_count) as occurrence_count
        from {{ ref("brand_cells") }}
        group by website_id, day, llm_provider, prompt_id, is_branded
    )
select cells.*
from {{ ref("prompt_cells") }} as cells
left join
    sums on {{ same_day("cells", "sums", ["llm_provider", "prompt_id", "is_branded"]) }}
where
    cells.mention_count_of_set <> coalesce(sums.mention_count, 0)
    or cells.occurrence_count_of_set <> coalesce(sums.occurrence_count, 0)
