"""PostgreSQL tables that hold a copy of the lake, replaced scope by scope in one transaction.

A scope is what a website holds, or what one of its days brought. Tables are declared as data
(`declare.py`), so nothing here knows which there are; migrations make them. Rows go in and out as
Arrow, by COPY.

    storable.py   what PostgreSQL cannot hold is changed, and what was changed is said
    check_rows.py what still does not fit is refused, by table, column and row
    copying.py    Arrow to COPY and back
    replace.py    stage, delete, upsert
    read.py       read and count a scope
    explain.py    what the driver's errors mean
"""
