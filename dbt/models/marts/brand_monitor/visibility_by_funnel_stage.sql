{{ visibility_by(["funnel_stage"]) }}
