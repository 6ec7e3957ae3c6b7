"""Stage `attribution`: deliveries become leads, customers and purchases, and what brought them.

    reading/    a body as it came to what is used of it; what is wrong is told
    people/     who is one: e-mail addresses, telephone numbers, how promising a lead is
    tracing/    where somebody came from, to which campaign that leads, and its share
    trace.py    all tables of a client from what was read
    assets.py, checks.py

Personal data passes through every one of them; none stands in a message, a log or metadata.
"""
