"""The copies of an organization's graph, as drift and rebuilds look after them.

    talent_graph.py     nodes and relationships; of a real Neo4j the digests of their vectors too
    talent_texts.py     texts in the platform's search
    talent_vectors.py   vectors in the platform's store of them
    list_copies.py      the list

Where a real Neo4j has texts or vectors itself, the platform's stores should hold none of them.
"""
