"""Stage `performance`: reports of the ad platforms become days of campaigns, in US dollars.

    reports/        one file: what table it is, its rows as they stand, what is wrong with a line
    newest.py       rows of many files: the last one that was fetched stands
    read_files.py   all of a client's files; only what is new is read
    deriving/       which rows count, of which campaign, creative, audience and area, in US dollars
    rules.py        whether a campaign runs and a creative is in use, as pure rules
    database.py     DuckDB, in which all of this is done by columns
    assets.py, checks.py

Why it is so: ADR 33.
"""
