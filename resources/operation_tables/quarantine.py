"""What of the deliveries could not be used, and why: file, line, reason and next step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from resources.control_plane.rows import fetch
from resources.identity import derived_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NO_TIME: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Problem:
    """One problem of one row or file.

    Attributes:
        file: name of the file.
        line: where the row begins; none where the whole file is meant.
        reason: what was found.
        what_to_do: next step of whoever owns the file.
        is_kept: the row is kept all the same, but for what the reason names.
        source: the mapping, or the kind of file.
        episode_id: the episode; none where it was no row at all.
        content: the row as it was read.
        batch: the partition it came in.
    """

    file: str
    line: int | None
    reason: str
    what_to_do: str
    is_kept: bool = False
    source: str = "file"
    episode_id: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    batch: str | None = None


_FIELDS = tuple(one.name for one in fields(Problem))


@dataclass(frozen=True)
class Quarantined(Problem):
    """A problem on record: its id, and when it was noticed first."""

    id: str = ""
    noticed_at: datetime | None = None


def insert(db: Connection, organization_id: str, problems: Sequence[Problem], at: datetime) -> int:
    """Write problems; the same ones again change nothing. How many are new."""
    rows = {}
    for one in problems:
        about = (one.episode_id,) if one.episode_id else (None, one.file, one.line)
        id_ = derived_id(_NO_TIME, "operations.quarantine", organization_id, *about, one.reason)
        row = {name: getattr(one, name) for name in _FIELDS}
        told = {"file": one.file[-500:], "noticed_at": at.isoformat()}
        rows[id_] = {"id": id_, **row, **told}
    if not rows:
        return 0
    columns = ", ".join(("id", *_FIELDS, "noticed_at"))
    sql = (
        f"INSERT INTO operations.quarantine (organization_id, {columns}) "
        f"SELECT %(organization_id)s, {columns} "
        "FROM jsonb_populate_recordset(NULL::operations.quarantine, %(rows)s::jsonb) "
        "ON CONFLICT (organization_id, id) DO NOTHING"
    )
    given = {"organization_id": organization_id, "rows": json.dumps(list(rows.values()))}
    return db.exec_driver_sql(sql, given).rowcount


def list_all(
    db: Connection, organization_id: str, *, batch: str | None = None, limit: int = 1_000
) -> list[Quarantined]:
    """Problems, the newest first, each file from its first line."""
    sql = (
        f"SELECT id, {', '.join(_FIELDS)}, noticed_at FROM operations.quarantine "
        "WHERE organization_id = %(id)s AND (%(batch)s::text IS NULL OR batch = %(batch)s) "
        "ORDER BY noticed_at DESC, file, line NULLS FIRST, id LIMIT %(limit)s"
    )
    given = {"id": organization_id, "batch": batch, "limit": limit}
    return fetch(db, Quarantined, sql, given)
