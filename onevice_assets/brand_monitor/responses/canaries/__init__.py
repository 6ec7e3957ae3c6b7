"""Canaries: questions without a market, asked daily, that tell a model update from a market move.

    panel.toml        the questions, and why these
    panel.py          reads them
    plan_canaries.py  which are due, and what they cost
    ask_canaries.py   one partition of `canary_responses`: calls, rows, what is missing
    compare_answers.py   how far answers are from those of before (pure)
    judge_change.py   one provider's day: stable, changed or unknown, and why (pure)
    read_models.py    the days that are compared, out of the lake

No measure counts a canary: its answers are in a table of their own.
"""
