"""Taking out of each store what an erasure is about; knows stores, and no asset.

subject.py          whom or what an erasure is about: ids, keys, addresses
records.py          control.erasures and its twin in the object store: hashes, no content
retractions.py      answers that are not to come back: tombstones by hash
postgres_rows.py    which rows of each table are the subject's, in the order they can go
audit_entries.py    entries of the audit log that become hashes
graph_nodes.py      whose nodes of each label are, and relationships between shared ones
dagster_log.py      runs, events, partitions, ticks and cursors in Dagster's own storage
freed_pages.py      what embedded servers still hold of deleted rows, written anew
"""
