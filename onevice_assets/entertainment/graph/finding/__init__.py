"""How nodes are found by meaning and by words.

    texts.py            what each vector is made of: written once
    ensure_indexes.py   the full-text and vector indexes of a real Neo4j
    write_vectors.py    vectors of the seeds' model on the nodes of a real Neo4j
    copy_vectors.py     the same in the platform's store of vectors, for any other model or graph
    copy_texts.py       texts in the platform's search index, for the embedded graph
    make_findable.py    all of it after a publish, each where it belongs

`is_in_graph` says which of the two it is; whoever searches asks the same function.
"""
