"""What an operator watches: the platform's state as metrics that outlive its processes.

    catalogue.py        every metric: its name, its labels, what it says
    sample.py           one value of one of them
    read_money.py       calls, tokens, cost, limits
    read_queues.py      what waits: runs, simulations, queues, files, deliveries, publishes
    read_days.py        how far behind each website is; copies that drifted
    failed_partitions.py   partitions that a run left failed, from Dagster's status cache
    upkeep_results.py   the last result of each upkeep that has one
    exporter.py         asks all of them, each at its own pace, and renders what they said
    serve.py            Prometheus' endpoint

Nothing here changes anything, starts an embedded server, or names a person. Times of single
operations at the stores are another matter: `resources/resilience/metrics.py`, in each process.
"""
