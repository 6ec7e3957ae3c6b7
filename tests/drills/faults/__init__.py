"""A platform on real servers while everything that can break does: what a drill of faults needs.

    machines   the servers, on a disk that can be filled; killed, stopped and started again
    network    our processes in a network namespace whose cable can be pulled
    command    one `onevice …`, with ids as in every other life and a clock that may be wrong
    faults     which faults there are, and how each is done and mended
    daemon     Dagster's daemon, with what it starts
    queued     a day that is queued for it, as somebody does from the UI
    code_location   the platform's definitions as it loads them
    life       days that are lived: commands until each has ended well, with faults or without
    report     what came of it, as a page
    tell       what every store holds at the end, and what the ledger says of the calls

`tests/drills/drill_faults.py` lives the same days twice, with faults and without, and compares.
"""
