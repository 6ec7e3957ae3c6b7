"""A second opinion on brand states: a language model judges what was found, and is only compared.

    judge_states       what the judge is told, and what its reply says (pure)
    choose_answers     which answers it is asked about (pure)
    compare_verdicts   its verdicts beside ours, and how far they agree (pure)
    recall_replies     what it said before: ledger and payloads, so that nothing is paid twice
    plan_judging       what a day will ask, without asking
    judge_day          one partition, from plan to rows

No number of the platform stands on a verdict: names are found and states decided by the stage
itself, the judge neither adds a brand nor changes a state.
"""
