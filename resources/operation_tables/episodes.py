"""Episodes: what was delivered, each once, however often and in whatever file it comes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from resources.control_plane.rows import fetch, fetch_first, write_ids

if TYPE_CHECKING:
    from sqlalchemy import Connection

Kind = Literal["document", "email", "row", "webhook"]
Outcome = Literal["waiting", "mapped", "refused"]


@dataclass(frozen=True)
class Episode:
    """One thing that was delivered.

    Attributes:
        id: UUID v7 that follows from source, own key and version, or from source and content.
        kind: what it is.
        source: the mapping it fits (`quickbooks.invoice`), or `document`, `email`, `webhook`.
        source_key: its key there; none where it has none.
        source_version: which version of it; none where versions are told by content alone.
        content_hash: SHA-256 of its content, hexadecimal.
        content: cells of a row by column; headers and text of a mail; name of a document.
        stored_at: where its bytes lie in the object store; none for rows, which are whole here.
        file: name of the file it came in first.
        line: of that file, from 1; none where the file is one episode.
        batch: partition it came in; none where a person added it.
        event_at: when it was said at its source; none where nothing tells.
        ingested_at: when it came first.
        reading: how times and amounts of it are read: `zone`, `currency`, `as_of`.
        outcome: `waiting` to be read, `mapped` to facts, or `refused` (see `quarantine`).
        read_by: by which mappings or rules it was read, with their edition; none: not yet, or
            before that was noted.
    """

    id: str
    kind: Kind
    source: str
    source_key: str | None
    source_version: str | None
    content_hash: str
    content: Mapping[str, Any]
    file: str
    line: int | None
    ingested_at: datetime
    event_at: datetime | None = None
    stored_at: str | None = None
    batch: str | None = None
    reading: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome = "waiting"
    read_by: str | None = None


_COLUMNS = tuple(one.name for one in fields(Episode))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM operations.episodes "
_OF = "WHERE organization_id = %(organization_id)s "
_INSERT = f"""
INSERT INTO operations.episodes (organization_id, {", ".join(_COLUMNS)})
SELECT %(organization_id)s, {", ".join(_COLUMNS)}
FROM jsonb_populate_recordset(NULL::operations.episodes, %(rows)s::jsonb)
ON CONFLICT (organization_id, id) DO NOTHING RETURNING id
"""
_VERSIONS = f"""
SELECT {", ".join(f"e.{one}" for one in _COLUMNS)} FROM operations.episodes e
JOIN unnest(%(sources)s::text[], %(keys)s::text[]) AS asked(source, key)
    ON e.source = asked.source AND e.source_key = asked.key
WHERE e.organization_id = %(organization_id)s AND e.outcome <> 'refused'
    AND e.id <> ALL(%(ids)s::uuid[])
"""


def insert(db: Connection, organization_id: str, episodes: Sequence[Episode]) -> set[str]:
    """Write episodes; ids of those that were not there before."""
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in episodes]
    values = {"organization_id": organization_id, "rows": json.dumps(rows, default=_write)}
    return {str(one) for one in db.exec_driver_sql(_INSERT, values).scalars()}


def read(db: Connection, organization_id: str, ids: Sequence[str]) -> dict[str, Episode]:
    """Episodes by id; those that are not there are left out."""
    sql = _SELECT + _OF + "AND id = ANY(%(ids)s::uuid[])"
    found = fetch(db, Episode, sql, {"organization_id": organization_id, "ids": write_ids(ids)})
    return {one.id: one for one in found}


def find(db: Connection, organization_id: str, episode_id: str) -> Episode | None:
    """The episode of an id."""
    sql = _SELECT + _OF + "AND id = %(id)s"
    return fetch_first(db, Episode, sql, {"organization_id": organization_id, "id": episode_id})


def other_versions(
    db: Connection, organization_id: str, keys: Sequence[tuple[str, str]], ids: Sequence[str]
) -> list[Episode]:
    """Other versions of rows, but for refused ones.

    Args:
        db: the open transaction.
        organization_id: whose.
        keys: source and own key of the rows.
        ids: episodes that are known already.
    """
    given = {"organization_id": organization_id, "ids": write_ids(ids)}
    sources, own = [source for source, _ in keys], [key for _, key in keys]
    return fetch(db, Episode, _VERSIONS, {**given, "sources": sources, "keys": own})


def list_waiting(
    db: Connection,
    organization_id: str,
    kinds: Sequence[Kind],
    *,
    limit: int,
    batch: str | None = None,
    after: str | None = None,
) -> list[Episode]:
    """Episodes that were not read yet, by id.

    Args:
        db: the open transaction.
        organization_id: whose.
        kinds: of these kinds.
        limit: at most so many.
        batch: only of this partition.
        after: only those with a higher id.
    """
    sql = (
        f"{_SELECT}{_OF} AND outcome = 'waiting' AND kind = ANY(%(kinds)s) "
        "AND (%(batch)s::text IS NULL OR batch = %(batch)s) "
        "AND (%(after)s::uuid IS NULL OR id > %(after)s::uuid) ORDER BY id LIMIT %(limit)s"
    )
    given = {"organization_id": organization_id, "kinds": list(kinds), "limit": limit}
    return fetch(db, Episode, sql, {**given, "batch": batch, "after": after})


def list_newest(db: Connection, organization_id: str, limit: int) -> list[Episode]:
    """Episodes, the newest first."""
    sql = f"{_SELECT}{_OF} ORDER BY ingested_at DESC, file, line, id LIMIT %(limit)s"
    return fetch(db, Episode, sql, {"organization_id": organization_id, "limit": limit})


def count(db: Connection, organization_id: str, batch: str | None) -> dict[tuple[str, str], int]:
    """How many there are by source and outcome, of a partition or of all."""
    sql = (
        "SELECT source, outcome, count(*) FROM operations.episodes "
        f"{_OF} AND (%(batch)s::text IS NULL OR batch = %(batch)s) GROUP BY 1, 2 ORDER BY 1, 2"
    )
    rows = db.exec_driver_sql(sql, {"organization_id": organization_id, "batch": batch})
    return {(str(source), str(outcome)): int(number) for source, outcome, number in rows}


def list_read_otherwise(
    db: Connection,
    organization_id: str,
    kinds: Sequence[Kind],
    read_by: str,
    *,
    limit: int,
    after: str | None = None,
) -> list[Episode]:
    """Episodes that were read by something else, by id; see `list_waiting`."""
    sql = (
        f"{_SELECT}{_OF} AND outcome <> 'waiting' AND kind = ANY(%(kinds)s) "
        "AND read_by IS DISTINCT FROM %(read_by)s "
        "AND (%(after)s::uuid IS NULL OR id > %(after)s::uuid) ORDER BY id LIMIT %(limit)s"
    )
    given = {"organization_id": organization_id, "kinds": list(kinds), "limit": limit}
    return fetch(db, Episode, sql, {**given, "read_by": read_by, "after": after})


def mark(
    db: Connection, organization_id: str, ids: Sequence[str], outcome: Outcome, read_by: str
) -> None:
    """Note what became of episodes, and by what they were read."""
    if not ids:
        return
    sql = (
        f"UPDATE operations.episodes SET outcome = %(outcome)s, read_by = %(read_by)s {_OF} "
        "AND id = ANY(%(ids)s::uuid[])"
    )
    given = {"organization_id": organization_id, "ids": write_ids(ids), "outcome": outcome}
    db.exec_driver_sql(sql, {**given, "read_by": read_by})


def _write(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
