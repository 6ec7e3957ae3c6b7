"""Droom's campaign memory (seed 001): what a client's creatives show, and how campaigns went.

    model/         every label, relationship and property, declared once
    memory/        the one way to the graph: no statement without `:Droom` and the client
    content/       files of a client to rows: what each shows, in words and in figures
    performance/   reports of the ad platforms to days of campaigns, in US dollars
    projections/   those rows in the graph and the store of vectors, as one saga

The graph and the index belong to others too: ADR 31 says how nothing of theirs is touched.
"""
