"""The one way to the graph of campaigns.

    isolation.py     what a statement may not lack: `:Droom`, the client; what it may not say
    statement.py     statements that were checked, and the patterns they are written with
    brand_memory.py  a session of one client: it alone gives `$brand_id`
    statements.py    every statement that reads and writes a client's memory, and shared nodes
    questions.py     every statement that decisions are made by; they read only

Nothing in the package reaches the graph past this (`tests/onevice_assets/campaigns/isolation`).
"""
