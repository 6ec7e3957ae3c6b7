"""Patterns: mined from conversations, kept in the lake, copied to the graph, asked for.

    logs/              imported logs: read line by line, kept as given
    collect_turns.py   one list of who asked what when: the monitor's prompts and the logs
    mining/            recurring intents of a user, and how they lead to, go with, resemble others
    forget.py          what a publish makes old
    graph/             nodes and relationships: published by what differs, read, asked
    service/           asynchronous: limit, cache, graph, and the cache again where that is away
    measuring/         `onevice bench intents`

Day to day: `docs/intents.md`; why it is so: `docs/decisions/0032-intent-patterns.md`.
"""
