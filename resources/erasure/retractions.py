"""Answers that are taken back: tombstones by hash, so that neither a run nor an import brings them.

An answer's content hash is of what an import file says of it: website, provider, model, prompt,
time and answer. A file that holds it is kept without that line from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from resources.identity import text_hash

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from resources.import_lines import ImportedAnswer

_KEEP: Final = """
INSERT INTO control.retractions (response_hash, content_hash)
SELECT * FROM unnest(%(responses)s::text[], %(contents)s::text[])
ON CONFLICT (response_hash) DO NOTHING
"""


def hash_answer(
    website_id: str, provider: str, model: str, prompt: str, asked_at: datetime, answer: str
) -> str:
    """SHA-256 of what makes an answer the one it is; the same in a row, a payload and a file."""
    parts = (website_id, provider, model, prompt, asked_at.isoformat(), answer)
    return text_hash("".join(f"{len(one)}:{one}," for one in parts))


def hash_row(row: Mapping[str, Any]) -> str:
    """The content hash of a row of `llm_responses`."""
    return hash_answer(
        row["website_id"],
        row["llm_provider"],
        row["llm_model"],
        row["prompt_text"],
        row["asked_at"],
        row["response_text"],
    )


def keep(db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down that answers are taken back; again changes nothing.

    Args:
        db: the open transaction.
        rows: of `llm_responses`.
    """
    told = [(text_hash(row["id"]), hash_row(row)) for row in rows]
    values = {"responses": [one for one, _ in told], "contents": [one for _, one in told]}
    db.exec_driver_sql(_KEEP, values)


def mark_attempts(db: Connection, attempts: Iterable[str]) -> int:
    """Mark attempts of the ledger: they are neither read nor asked again, and stay paid."""
    sql = (
        "UPDATE control.llm_attempts SET retracted_at = clock_timestamp() "
        "WHERE id = ANY(%(ids)s::uuid[]) AND retracted_at IS NULL"
    )
    return db.exec_driver_sql(sql, {"ids": list(attempts)}).rowcount


def hash_line(website_id: str, line: ImportedAnswer) -> str:
    """The content hash of a line of an import."""
    of_line = (line.provider, line.model, line.prompt, line.asked_at, line.answer)
    return hash_answer(website_id, *of_line)


def list_contents(db: Connection) -> frozenset[str]:
    """Content hash of every answer that was taken back."""
    sql = "SELECT content_hash FROM control.retractions"
    return frozenset(map(str, db.exec_driver_sql(sql).scalars()))
