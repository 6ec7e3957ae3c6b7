"""Who is one over all documents of an organization.

gather.py        what stands: the newest version of every document, and what it names
make_mentions.py that as linkage takes it, with the context of each name
resolve.py       entities, and whose each name is
keep_resolution.py  rows of the lake: entities, identities, the log of merges, reviews
decide.py        what people decided
"""
