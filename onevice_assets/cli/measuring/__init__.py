"""What people wait for, measured as they meet it: whole runs that Dagster starts, and its pages.

    own_home.py        a home with servers of its own, removed at the end
    late_website.py    the example website, asked of a provider beside it on many days
    dagster_server.py  `dagster dev` over that home: launches runs, tells how long each part took
    bench_days.py      a cached day, and many in one run (`onevice bench days`)

Not here: what a part of a stage takes; that is beside the stage.
"""
