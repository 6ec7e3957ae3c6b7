"""Nodes and relationships of the declared graph, made of what was read and resolved.

    protect.py       level and groups of what documents tell
    sources.py       what nodes are made of, and who may see it
    state_facts.py   what documents state of a node, put together
    make_nodes.py    people, organizations, concepts, unions
    make_documents.py  documents
    make_projects.py projects, with their budgets
    make_edges.py    relationships: of every one the surest value of each property
    assemble.py      all of it

What can be told of a row by looking at it alone is here; what follows from many is derived in the
stage `graph`.
"""
