"""Scripted quarters of made-up clients, and whether what was planted in them is learnt.

    world.py          what is true of a client: drawn anew for each seed
    library.py        its creatives and campaigns
    quarter.py        a quarter of daily reports that follow from it
    reports.py        the same as files of the ad platforms
    score.py          learnings against what is true: precision and recall
    evaluate.py       many worlds (`onevice evaluate campaigns`)
    bench_questions.py    how long questions of a memory take (`onevice bench campaign-questions`)

Nothing here is read by a stage.
"""
