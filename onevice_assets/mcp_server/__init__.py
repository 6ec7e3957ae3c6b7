"""The analyst's questions as tools of a Model Context Protocol server, for agents of this machine.

    serve       the server: its tools, and how an error becomes a message
    questions   ranking, trend, changes, substitutes
    evidence    a number's answers, and sentences about a brand
    watched     which websites and days there are: read from the lake, no database is started
    results     what tools give back, with the meaning of every field

Read-only. Numbers come from `onevice_assets.measures`, the marts and `onevice_assets.lineage`, so
they are those of the report and the command line. Nothing is computed here.
"""
