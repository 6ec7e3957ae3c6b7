"""Stage `learnings`: what results of ads teach of audiences, with doubt, and how it is told.

    facts.py            daily rows as cells: a week of a creative in a campaign for an audience
    designs.py          what is compared with what, for each kind of learning
    log_linear.py       the model all of them are fitted by
    compare.py          effects against what is usual, and what cannot be told apart
    shrink.py           small samples are drawn towards what is known of all
    believe.py          which pairs are believed, and why the others are not
    learn.py            all of the above, for one client
    make_rows.py        as rows of the table
    tell_scenarios.py, tell_insights.py   in words, by template
    pool_clients.py     what holds over clients, without naming any
    assets.py, checks.py

Why it is so: ADR 34. Whether it is right: `onevice evaluate campaigns`.
"""
