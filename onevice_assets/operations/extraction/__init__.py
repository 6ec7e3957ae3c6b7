"""The text of operations documents as entities, their properties and what holds between them.

extract.py     text → `Extracted`, by rules
extracted.py   the rows; which type may relate to which
page.py        the text made ready: lines, cells, mended digits, who sent it when
kinds.py       invoice, rate confirmation, maintenance order or message
forms/         labels with values beside or below them, tables, stops
messages/      free text: who writes, whose truck it is, from when
values/        numbers, names, money in minor units, dates, towns
asking/        the same from a language model, where a provider is named: only what the text says
evaluate.py    both measured against labelled documents
Why so: docs/decisions/0041-extraction-by-rules.md.
"""
