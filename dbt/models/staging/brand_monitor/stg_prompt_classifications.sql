select website_id, prompt_id, intent_type, funnel_stage
from {{ source("brand_monitor", "prompt_classifications") }}
