"""The stores of one timeline together: PostgreSQL decides, graph, vectors and cache follow.

stores.py        what is written and asked, open
write.py         statements → PostgreSQL, then what changed → every copy, as a saga
copy_facts.py    one copy's part of that: make some facts there what PostgreSQL says now
cached_facts.py  all facts of a subject in Redis, for questions about any moment
compare.py       do the copies hold what PostgreSQL does, fact by fact; mending what does not
fill_anew.py     copies emptied and written whole

Why so: docs/decisions/0039-coordination.md.
"""
