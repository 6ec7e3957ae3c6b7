"""What follows from an organization's rows: pure functions of rows to rows.

    projects.py         when a project was, how it ended, how large its budget is
    credits.py          who is credited on what, in which role
    collaborations.py   COLLABORATED_WITH
    concepts.py         how concepts are used, and RELATED_TO
    profiles.py         what people's and organizations' projects say of them
    popularity.py       what was searched for, folded in
    derive.py           all of it, in order

A property that a source told is never overwritten: what is derived fills what is missing. Counts
and rates are always derived.
"""
