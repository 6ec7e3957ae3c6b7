"""What Redis holds of people at work (seed 000, §3): all of it ends, none of it is the only copy.

    sessions.py      who is signed in; a day after the last time they did something
    connections.py   open websocket connections
    chat_history.py  the last messages of a thread
    figures.py       figures by agent, in windows of five minutes
    call_limits.py   how often a user may call an endpoint; the platform's own limiter

Not here: answers to questions (`onevice_assets.entertainment.access.answers`), union rules.
"""
