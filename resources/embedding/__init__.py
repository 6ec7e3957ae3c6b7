"""Vectors of texts: nearer in direction, nearer in meaning.

    embedder.py        what an embedder is, and how names tell its vectors from others'
    cut_text.py        long texts in pieces that a model takes
    static_vectors.py  the embedded one: word vectors of the `wordllama` wheel, no network
    hosted.py          `text-embedding-3-small`, paid for by a website's account
    account.py         ledger and budgets of that account
    kept_vectors.py    what was paid for, by the hash of its text
    resource.py        `Embeddings`: which of the two (ONEVICE_EMBEDDINGS)

Where vectors are stored and found again is `resources.vector_index`.
"""
