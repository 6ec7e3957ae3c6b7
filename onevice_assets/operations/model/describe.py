"""What an analyst reads of the operations memory's tables in PostgreSQL: columns and meanings."""

from __future__ import annotations

from typing import Final

Columns = tuple[tuple[str, str, str], ...]
"""Name, type and meaning."""

EPISODES: Final[Columns] = (
    ("id", "uuid", "The same whenever and in whatever file it is delivered"),
    ("kind", "text", "document, email, row (of a CSV) or webhook (JSON)"),
    ("source", "text", "Mapping it is read by (`quickbooks.invoice`), else what it is"),
    ("source_key", "text", "Its key there: an invoice's id, a mail's Message-ID"),
    ("source_version", "text", "Which version of it"),
    ("content_hash", "text", "SHA-256 of its content"),
    ("content", "jsonb", "Cells by column; head and text of a mail; name of a document"),
    ("stored_at", "text", "Path of its bytes in the object store; rows are whole here"),
    ("file", "text", "The file it came in first"),
    ("line", "integer", "Where it begins in the file"),
    ("event_at", "timestamp", "When it was said, where the delivery tells: a mail's date"),
    ("ingested_at", "timestamp", "When it came first"),
    ("reading", "jsonb", "Time zone and currency it is read by, where it names none"),
    ("outcome", "text", "waiting, mapped or refused; why stands in operations.quarantine"),
    ("read_by", "text", "Mappings or rules it was read by, with their edition"),
)
ENTITIES: Final[Columns] = (
    ("id", "uuid", "Follows from type, system and key"),
    ("type", "text", "Customer, Driver, Equipment, Invoice or Load"),
    ("system", "text", "Whose key it is; empty where it holds in the whole organization"),
    ("key", "text", "As the system writes it: never a name, two customers may have one"),
    ("name", "text", "What it is called on the timeline: `unit 1234`, `invoice quickbooks:7`"),
)
TIMELINE: Final[Columns] = (
    ("subject", "text", "What it is about: name of an entity, or of a payment or line"),
    ("relation", "text", "customer, driver, balance, status, due_on …"),
    ("object", "text", "Who or what it was; an amount with its currency"),
    ("valid", "tstzrange", "When it held"),
    ("known", "tstzrange", "Since when that is known to its source, and until when it was"),
    ("statement_id", "uuid", "Who says so: row of operations.statements, with its episode"),
)
