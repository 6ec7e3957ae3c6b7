"""Who may see what of the entertainment graph, in one place (seed 000, "RBAC").

    roles.py     the one table: roles, their clearance, and who of the platform has which
    asker.py     somebody who asks: organization, role, groups
    conditions.py what an asker sees, as conditions of a statement
    question.py  a statement that says what it shows: conditions are written into it, and checked
    show.py      what a record becomes before anybody gets it: only `Shown` leaves
    witness.py   who saw what of level 1 and 2, in the audit log
    answers.py   answers kept in Redis, by role and groups
    door.py      the only way to the graph for whoever asks: all of the above, in order

Clearance c sees levels ≥ c; 1 is the most sensitive level, 6 the least. What has no level is
taken for the most sensitive. Not here: what is asked (`onevice_assets.entertainment.talent`).
"""
