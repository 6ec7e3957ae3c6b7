"""Answers: every prompt asked of every provider, each call on record, each answer kept as it came.

    plan.py          which conversations are asked, and what that takes
    estimate_day.py  what a day still has to ask, of plan and attempts
    attempts.py      the ledger and the payloads: what was asked, what is known, what is lost
    turn_book.py     an account of calls that share transactions
    simulate.py      many conversations at once, each in its order
    sampling/        how often each prompt is asked, and when a day has enough answers
    interrupt.py     a run that can be stopped without losing what was paid for
    reuse.py         answers of the last 24 hours, used again
    rows.py          rows of `llm_responses` out of payloads
    imported.py      rows of `llm_responses` out of imported files
    ask_day.py       one partition from plan to rows
    ask_prompts.py   what a day still lacks: with what money, directly or in batches
    asked_day.py     what asking a day takes and gives
    note_progress.py, live.py   how far a run has come, in its row and for whoever watches
    batching/        turns asked in batches: handed out by one run, collected by a later one
    citing/          the sources of the answers, by page and owner
    measuring/       thousands of prompts against a provider that is late
    canaries/        questions that watch the models themselves; no answers of the day

The ledger and the payloads are the truth; the lake partition is read from them at the end.
"""
