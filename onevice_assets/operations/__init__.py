"""Operations memory: customers, equipment, drivers, invoices and loads, and what held of them when.

A fleet and receivables business sends documents and events; what they say becomes facts that are
valid for a time and known since a time. Stages: `episodes` (what was delivered), `entities` (rows
by mappings), `extraction` (documents and mails), `timeline` (facts in both times). What the words
mean to a person: docs/operations-memory.md; why so: docs/decisions/0037-facts-in-two-times.md.
"""
