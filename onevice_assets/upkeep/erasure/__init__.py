"""Erasure and retraction: what holds whose data, and how it goes (ADR 45).

    place.py           what it holds, which scopes it honours; count, erase, find what is left
    places.py          every place, in the order in which they are erased
    lake_places.py     a place per table of the lake
    object_places.py   a place per folder of the object store
    archived_parts.py  what retention archived, of the subject alone or among others
    redis_places.py    a place per key of Redis
    store_places.py    PostgreSQL, graph, search and vectors
    home_places.py     Dagster's own storage, reports, logs, temporary files
    find_subject.py    a name somebody typed as ids of everything that is its own
    known_brands.py    brands that nobody else knows
    erase.py           an erasure from its record to its end; again after a crash
    retract.py         answers taken back, and the days to count anew
    reapply.py         erasures again, after an older backup was restored

A new store's place goes into one of these tables: a test fails while anything declared is in none.
"""
