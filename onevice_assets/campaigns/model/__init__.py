"""The declared graph of campaigns (seed 001); any stage may import it.

    kinds.py       what a declaration is made of
    shared.py      the attribute nodes that all clients share, with the seed's values
    content.py     creatives and what they are tied to
    performance.py campaigns, whom and where they reach, what each day brought
    every.py       all labels and relationships, by name
    keys.py        `droom_key`: what makes a node itself
    schema.py      constraint and indexes, on `:Droom` alone (migration V006)
    check_rows.py  rows against the declarations
    tell_model.py  the same as a page for people, docs/campaign-memory.md

Where the seed is not followed stands in ADR 31.
"""
