"""Language models: who can be asked, what it costs, and one call at a time.

    providers.toml   the providers and the price table (a new one is a row, no code)
    provider_rows.py   what a row may hold; the person's own rows
    providers.py     which providers are active, by the keys in the environment
    read_reply.py    one reply: its answer, its cost, what a span tells
    prices.py        what a call costs, before (estimate) and after (usage)
    model_limits.py  what a new account may use of a model a minute
    answers.py       what a raw payload says: text, tokens, served model
    citations.py     which sources a raw payload names, and which of them are cited
    payload.py       reading JSON of somebody else
    request.py       the request a call becomes
    calls.py         one call and its attempts; each attempt is accounted for
    books.py         who keeps that account
    transport.py     one HTTP request
    request_ids.py   the provider's id of it
    failures.py      what went wrong with it
    limits.py        who may send now: rates, pauses, calls in flight
    turns.py         the same for code without an event loop
    rate_windows.py, concurrency.py, rate_headers.py   how that is counted, and what headers say
    batch/           many calls handed over at once, at the price of a batch
    together.py      work that many coroutines have done in one go
    structured.py    answers that must be JSON of a schema
    budget.py        the money one run may spend
    till.py          lets through what the limits of day and organization cover
    usage_export.py  a provider's bill, beside the ledger
    ledger_book.py   JSON answers for a website, every call in the ledger
    ask_many.py      many calls of a stage at once
    recall_replies.py   what was said before, from ledger and payloads
    resource.py      `LanguageModels`, what assets get as `llm`

What is asked, and what is kept of it, is `onevice_assets/brand_monitor/responses`.
"""
