"""Many calls handed to a provider at once, answered within a day, at the price of a batch.

    lines.py   the file a provider reads and the ones it writes (pure)
    api.py     upload, create, find again, look at, fetch
    kept.py    which batches are out, kept in the object store before they are

The form is OpenAI's (`/files`, `/batches`). Which turns of which conversations go into a batch,
and what becomes of their answers, is `onevice_assets/brand_monitor/responses/batched.py`.
"""
