"""Answers: every prompt asked of every provider, each call on record, each answer kept as it came.

    plan.py          which conversations are asked, and what that takes
    attempts.py      the ledger and the payloads: what was asked, what is known, what is lost
    turn_book.py     an account of calls that share transactions
    simulate.py      many conversations at once, each in its order
    sampling/        how often each prompt is asked, and when a day has enough answers
    note_progress.py how far a run has come
    interrupt.py     a run that can be stopped without losing what was paid for
    reuse.py         answers of the last 24 hours, used again
    note_progress.py how far a run has come
    rows.py          rows of `llm_responses` out of payloads
    imported.py      rows of `llm_responses` out of imported files
    ask_day.py       one partition from plan to rows
    note_progress.py   how far a run has come, for the control plane and whoever watches
    batching/        turns asked in batches: handed out by one run, collected by a later one
    citing/          the sources of the answers, by page and owner
    canaries/        questions that watch the models themselves; no answers of the day

The ledger and the payloads are the truth; the lake partition is read from them at the end.
"""
