"""Every key in Redis: what it is called, what it holds, when it ends, and what is done with it.

    key.py                 a declared pattern, and the key it gives for some values
    monitor.py             the keys of `brand_monitor:` (seed 004)
    intents.py             those of `intents:` (seed 003)
    siblings.py            those of the other systems (seeds 001, 002), and the list of all
    cache.py               cached answers: typed, of one tenant, forgotten when data changes
    entry.py               one cached answer as text
    caches.py              the four of seed 004
    windows.py             how often something may be done: sliding windows
    provider_limits.py     what all runs use of a provider's requests and tokens per minute
    hard_scrapes.py        when a website was last scraped hard
    costs.py               what an organization spent today, as a cache of the ledger
    active_simulations.py  how far a simulation is, while it runs
    best_effort.py         work that nothing depends on
    queues.py              jobs by priority, none lost with the worker that held it
    eviction.py            whether the server may throw away what must stay

Nothing here is the only place of a decision, nor of a number: the control plane and the lake are.
Not here: the connection (`resources.redis_store`), sessions (`resources.sign_in`).
"""
