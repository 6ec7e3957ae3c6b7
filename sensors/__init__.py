"""Everything that starts or watches runs: sensors, schedules, automation.

A sensor reads the control plane and asks for runs or partitions; it derives nothing itself.

    daily          the schedule that asks each day
    automation     what follows, by one condition and two sensors
    freshness      how old the newest of an asset may be
    websites, simulations, batches, aliases, late_days, inbox, documents_inbox,
    documents_to_join, failures
                   one or two sensors each, thin
    due_days, choose_simulations, publish_imports, group_failures
                   what they decide, without Dagster or stores
    look_at_runs, run_reasons, ticks
                   what Dagster knows; what ticks share
"""
