"""The co-mention graph: brands, intents, concerns and beliefs of one website as a graph.

    read_window.py       28 days of lake rows, narrowed to the columns the graph needs
    aggregate_window.py  SQL over them: one row per future edge
    measure_lift.py      how sure a lift is
    match_concerns.py    pain points to concerns, concerns to conversations
    build_nodes.py, build_edges.py, build_graph.py   plain rows of nodes and edges
    statements.py        every Cypher statement that writes
    write_graph.py       replaces the website's part of the graph
    queries.py           the seed's four questions, typed
    draw_network.py      the small picture in the asset's metadata

The graph is a projection: it can be thrown away and published again (ADR 0004).
"""
