with
    counts as (
        select
            website_id,
            day,
            llm_provider,
            brand_id,
            {{ count_where("not is_branded") }} as mention_count,
            {{ count_where("not is_branded and presence = 'recommended'") }}
            as recommendation_count,
            {{ count_where("not is_branded and presence = 'compared'") }} as comparison_count,
            {{ count_where("not is_branded and presence = 'trusted'") }} as trust_count,
            {{ count_where("not is_branded and position_rank = 1") }} as first_position_count,
            coalesce(
                sum(
                    case
                        when not is_branded then {{ rank_weight("position_rank") }}
                    end
                ),
                0
            ) as rank_weights,
            {{ count_where("is_branded") }} as branded_mention_count
        from {{ ref("int_named_brands") }}
        group by website_id, day, llm_provider, brand_id
    ),
    brands as (
        select
            scopes.*,
            brands.brand_id,
            brands.brand_name,
            brands.role,
            brands.brand_set,
            brands.extractor_version,
            brands.alias_version,
            coalesce(counts.mention_count, 0) as mention_count,
            coalesce(counts.recommendation_count, 0) as recommendation_count,
            coalesce(counts.comparison_count, 0) as comparison_count,
            coalesce(counts.trust_count, 0) as trust_count,
            coalesce(counts.first_position_count, 0) as first_position_count,
            coalesce(counts.rank_weights, 0) as rank_weights,
            coalesce(counts.branded_mention_count, 0) as branded_mention_count
        from {{ ref("int_scopes") }} as scopes
        inner join
            {{ ref("int_brand_set") }} as brands
            on scopes.website_id = brands.website_id
            and scopes.day = brands.day
        left join
            counts
            on scopes.website_id = counts.website_id
            and scopes.day = counts.day
            and scopes.llm_provider = counts.llm_provider
            and brands.brand_id = counts.brand_id
    ),
    shares as (
        select
            *,
            sum(mention_count) over (
                partition by website_id, day, llm_provider
            ) as mention_count_of_set
        from brands
    )
select
    website_id,
    day,
    llm_provider,
    brand_id,
    brand_name,
    role,
    mention_count,
    recommendation_count,
    comparison_count,
    trust_count,
    first_position_count,
    total_responses,
    topic_count,
    informative_count,
    {{ ratio("mention_count", "total_responses") }} as mention_rate,
    {{ ratio("mention_count", "mention_count_of_set") }} as share,
    {{ ratio("rank_weights", "total_responses") }} as prominence,
    {{ ratio("informative_count", "total_responses") }} as informative_rate,
    {{ score("mention_count", "total_responses") }} as visibility_score,
    case
        when mention_count >= 5
        then {{ score("(trust_count + recommendation_count)", "mention_count") }}
    end as trust_score,
    {{ score("recommendation_count", "total_responses") }} as recommendation_rate,
    branded_mention_count,
    branded_total_responses,
    brand_set,
    is_demonstration,
    extractor_version,
    alias_version,
    basket_version,
    day as period_start,
    day as period_end
from shares
