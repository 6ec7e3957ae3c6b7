"""What the marts' cells say over any days and filters: the same numbers on every surface.

    read_cells       prompt and brand cells of some days, filtered
    topic_counts     cells summed to topics × providers × brands
    measure_brands   rates, shares and prominence with their intervals
    compare_periods  two periods on the cells both have, with verdicts
    compare_brands   two brands over the same answers

The report, the dashboard, the MCP server, the command line and the verdicts ask here. How sure a
number is comes from `onevice_assets.statistics`; what a day holds comes from the marts.
"""
