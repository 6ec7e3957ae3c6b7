"""How often a day's prompts are asked: from a wanted half-width and a budget, and when to stop.

    count_mentions   past and present answers as cells: named, answered
    split_variance   how much of a rate's uncertainty sits between topics, between prompts, within
    predict_width    the half-width that so many samples or conversations would give
    choose_samples   the plan: samples, what they buy, what no sample can buy
    stop_rule        is a provider's verdict clear already? Valid at every look
    read_past        the days before, from the lake
    plan_day         the plan of one website's day; the kept one of a run that has begun
    keep_plan        the plan as the run's settings keep it
    ask_rounds       sample 1 of everything, then sample 2, … until the rule says stop
    tell_plan        the plan in words and in metadata
    measuring        simulated markets: does the rule keep its promise? (`onevice bench sampling`)

What a plan means and what it does not: docs/sampling.md. Everything but `read_past`, `plan_day` and
`ask_rounds` is a pure function: the same past gives the same plan.
"""
