"""Changing several stores together: all of them, or those already changed are taken back.

    plan.py     what a saga is made of: steps that keep, do and undo
    log.py      its state in PostgreSQL, `control.sagas`; every change a transaction of its own
    changes.py  the SQL of these
    records.py  reading that log
    owner.py    which process has a saga, and whether that one has ended
    lease.py    keeping a saga while working on it
    work.py     the way through the steps, forwards and back
    onward.py   the way of a saga that only goes on, in two changes of the log
    effort.py   one part of a step, tried again where that may help
    fence.py    refusing the writes of a process whose saga another one has by now
    run.py      forwards, backwards, and from wherever a dead process left it
    report.py   what was done, what was undone, how long it took

    running → completed
       └────→ compensating → compensated
                   └───────→ stuck        (what is kept for going back cannot be used: a person)

Why our own and not a library's: `docs/decisions/0015-saga.md`. Nothing here knows a store.
"""
