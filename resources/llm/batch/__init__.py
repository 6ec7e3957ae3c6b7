"""Many calls handed to a provider at once, answered within a day, at the price of a batch.

    forms.py   what can be asked of batches
    open_batches.py   which form a provider takes
    api.py     OpenAI's form: upload, create, find again, look at, fetch
    lines.py   the file it reads and the ones it writes (pure)
    messages.py   Anthropic's form, Message Batches
    kept.py    which batches are out, kept in the object store before they are

Which turns of which conversations go into a batch, and what becomes of their answers, is
`onevice_assets/brand_monitor/responses/batching`.
"""
