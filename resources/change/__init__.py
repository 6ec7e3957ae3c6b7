"""Changing what a store holds while it is written and read, stage by stage, each with a way back.

    stages.py              backup, expand, dual write, backfill, verify, switch reads, contract
    phase.py               which shapes are written and which is read now; held while one writes
    records.py             where each change stands, in the control plane
    backups.py             the rows of before, in the object store
    store_change.py        what a store must be able to do for it
    procedure.py           one stage forwards, one stage back
    column_change.py       PostgreSQL: a column that follows from others, filled by a trigger
    property_change.py     graph: properties of a relationship by other names
    collection_change.py   vectors: a collection of another model or length
    key_change.py          Redis: keys of another name and type
    index_change.py        search: an index with other fields

A procedure knows no asset. Which changes there are is each system's own list.
"""
