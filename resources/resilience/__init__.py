"""What every client of a store does alike: keep away from one that is down, measure, tell.

    with guarded("graph", address, "read"):     # the one line a client adds
        …raises StoreDownError where the store did not answer

    guard.py     `guarded`: breaker and measurement around one piece of work
    breaker.py   leaves a store alone that did not answer several times in a row
    metrics.py   Prometheus histograms of the time, counters of errors, gauges of breakers
    retry.py     tries again what may work a little later, for a bounded time
    tls.py       which addresses must be encrypted and verified
    health.py    what `onevice status` asks every store, each within a deadline

Not here: what an error of one store means (`redis_errors`, `graph_errors`,
`control_plane/failures`, `object_store`).

Where the drivers try again by themselves (neo4j's managed transactions, redis-py, obstore,
elasticsearch, pinecone), they are told for how long; `retry.py` is for those that do not.
"""
