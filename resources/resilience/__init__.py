"""What every client of a store does alike: keep away from one that is down, measure, tell.

    with guarded("graph", address, "read"):     # the one line a client adds
        …raises StoreDownError where the store did not answer

    guard.py     `guarded`: breaker and measurement around one piece of work
    breaker.py   leaves a store alone that did not answer several times in a row
    metrics.py   Prometheus histograms of the time, counters of errors, gauges of breakers
    retry.py     tries again what may work a little later, for a bounded time
    tls.py       which addresses must be encrypted and verified
    health.py    what `onevice status` asks every store, each within a deadline

The seeds' sizes and limits are the defaults; each is a field of its resource:

    graph     pool 50, lifetime 3,600 s, acquisition 60 s, three tries     seed 000, §6.1
              (seed 003, Connection Management, has a lifetime of 200 s: `intents` sets that)
    postgres  pool 5 to 20                                                 seed 000, §6.2
    redis     pool 20 (REDIS_POOL_SIZE), answer and connect 10 s, keep-alive after 1 s every
              3 s five times, idle connections tried after 30 s            seed 000, §5.2
    objects, search, vectors                                               no seed names any

Seed 000's `ssl_cert_reqs=None` and `encrypted=True` without more are not followed (ADR 14).

Not here: what an error of one store means (`redis_errors`, `graph_errors`,
`control_plane/failures`, `object_store`).

Where the drivers try again by themselves (neo4j's managed transactions, redis-py, obstore,
elasticsearch, pinecone), they are told for how long; `retry.py` is for those that do not.
"""
