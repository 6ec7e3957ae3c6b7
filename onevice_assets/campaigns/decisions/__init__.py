"""Stage `decisions`: the seed's table "When to use which database", as questions of one client.

    desk.py            all of them, with what happens where a store is away
    every_question.py  the list of them by name
    answers.py         a question, and an answer with its source, age and notes
    reach.py           what a question reaches: one client's graph and vectors

    similar.py         similar content                                vectors, graph for results
    situations.py      situations like this one                       vectors
    exact.py           exact metrics                                  graph
    chain.py           attribution chain                              graph
    balance.py         portfolio balance                              graph
    cross_client.py    what all clients' campaigns taught             vectors
    unused.py          unused content that fits a campaign            both
    gaps.py            creative gaps                                  graph
    shifts.py          budget shifts                                  graph

    portfolio.py, learned.py   what the graph has of a client
    figures.py, likeness.py, winners.py, arms.py, returns.py   the arithmetic, without any store
    recent.py          answers kept for when the graph is away
    waiting.py, ask_again.py   questions to be asked again, and asking them

Nothing here writes to the graph or the vectors, and nothing reads the lake. Rules: ADR 36.
"""
