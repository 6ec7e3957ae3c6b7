{#
    Which days belong to which week or month (`datepart`): one row per website and day. Weeks begin
    on Monday, as date_trunc does on DuckDB and PostgreSQL.
#}
{% macro calendar_periods(datepart) %}
select distinct
    website_id,
    day,
    cast({{ dbt.date_trunc(datepart, "day") }} as date) as first_day,
    cast({{ dbt.last_day("day", datepart) }} as date) as last_day
from {{ ref("share_of_voice") }}
{% endmacro %}


{# Windows of so many days, one that ends at each day a website has data for. #}
{% macro rolling_periods(day_count) %}
{%- set days_before = 1 - day_count -%}
select
    days.website_id,
    days.day,
    cast({{ dbt.dateadd("day", days_before, "ends.day") }} as date) as first_day,
    ends.day as last_day
from (select distinct website_id, day from {{ ref("share_of_voice") }}) as ends
inner join
    (select distinct website_id, day from {{ ref("share_of_voice") }}) as days
    on ends.website_id = days.website_id
    and days.day <= ends.day
    and days.day >= {{ dbt.dateadd("day", days_before, "ends.day") }}
{% endmacro %}


{#
    share_of_voice added up over periods. A brand is divided only by the days on which it was in the
    set, so its rates mean the same before and after it is added; name and role are the newest ones.
    Topics are no sum: the same ones are asked day after day.
#}
{% macro share_of_voice_over(periods) %}
{%- set summed = [
    "mention_count",
    "recommendation_count",
    "comparison_count",
    "trust_count",
    "first_position_count",
    "total_responses",
    "informative_count",
    "branded_mention_count",
    "branded_total_responses",
] -%}
{%- set versions = ["extractor_version", "alias_version", "basket_version"] -%}
{%- set of_brand = "days.website_id, days.brand_id, periods.last_day" -%}
with
    days as (
        select
            *,
            sum(mention_count) over (
                partition by website_id, day, llm_provider
            ) as mention_count_of_set
        from {{ ref("share_of_voice") }}
    ),
    periods as ({{ periods }}),
    dated as (
        select
            days.*,
            periods.first_day,
            periods.last_day,
            first_value(days.brand_name) over (
                partition by {{ of_brand }} order by days.day desc
            ) as newest_name,
            first_value(days.role) over (
                partition by {{ of_brand }} order by days.day desc
            ) as newest_role
        from days
        inner join periods on {{ same_day("days", "periods") }}
    ),
    sums as (
        select
            website_id,
            llm_provider,
            brand_id,
            max(newest_name) as brand_name,
            max(newest_role) as role,
            first_day as period_start,
            last_day as period_end,
            {{ count_where("total_responses > 0") }} as day_count,
            {% for name in summed -%} {{ sum_integers(name) }} as {{ name }}, {% endfor -%}
            {{ sum_integers("mention_count_of_set") }} as mention_count_of_set,
            {{ sum_decimals("cast(prominence * total_responses as decimal(28, 12))") }}
            as rank_weight,
            case
                when min(brand_set) = max(brand_set) then max(brand_set) else 'mixed'
            end as brand_set,
            {% for name in versions -%}
                min({{ name }}) as min_{{ name }},
                max({{ name }}) as max_{{ name }},
            {% endfor -%}
            {{ any_where("is_demonstration") }} as is_demonstration
        from dated
        group by website_id, llm_provider, brand_id, first_day, last_day
    )
select
    website_id,
    llm_provider,
    brand_id,
    brand_name,
    role,
    period_start,
    period_end,
    day_count,
    {% for name in summed -%} {{ name }}, {% endfor -%}
    {{ rates_of_counts() }},
    brand_set,
    is_demonstration,
    {% for name in versions -%}
        min_{{ name }},
        max_{{ name }}
        {{- "," if not loop.last }}
    {% endfor %}
from sums
{% endmacro %}
