"""Typed questions about people and projects, each for somebody: what they may see, no more.

    questions.py     every statement, with what it shows
    nearest.py       who is near in meaning, who has the words: candidates, in whichever store
    similar.py       similar projects, similar talent
    discover.py      talent by role, union, kind of work and credits
    list_people.py   pages of people, stable while others are added
    find.py          by words, and by words, meaning and network at once
    union_rules.py   what a union asks for, by state and year
    count_finds.py   how often each node was found, folded into the graph once a day
    live/            what Redis holds of people at work: sessions, connections, threads, figures

Everything takes a `Door` (`onevice_assets.entertainment.access`); nothing here has a session of
the graph that shows records. Not here: what is in the graph (`onevice_assets.entertainment.graph`).
"""
