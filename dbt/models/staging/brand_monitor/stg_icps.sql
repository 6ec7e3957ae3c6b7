select website_id, id as icp_id, name as icp_name from {{ source("brand_monitor", "icps") }}
