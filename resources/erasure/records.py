"""What was erased, as it stays on record: hashes of ids, counts, times; no content.

Kept in `control.erasures` and as `erasures/{id}.json` of the object store, which a restore of an
older backup must leave alone: what is told there is erased again (`upkeep/erasure/reapply.py`).
Ids hold 74 random bits (`resources.identity`), so nobody finds one by trying out their hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from resources.control_plane.rows import fetch
from resources.erasure.subject import Kind, Subject
from resources.identity import new_id, text_hash

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.object_store import Objects

FOLDER: Final = "erasures"


@dataclass(frozen=True)
class Erasure:
    """One erasure: under way while `subject` is there.

    Attributes:
        id_hashes: SHA-256 of each id that it is about.
        counts: rows, files or keys that went, by place.
        spent_usd: what the ledger had for an organization that is gone.
    """

    id: str
    kind: Kind
    id_hashes: tuple[str, ...]
    subject: Subject | None
    counts: Mapping[str, int]
    spent_usd: Decimal = Decimal(0)


def begin(db: Connection, subject: Subject) -> Erasure:
    """Write an erasure down before anything goes."""
    spent = "SELECT coalesce(sum(cost_usd), 0) FROM control.llm_attempts WHERE "
    spent += "organization_id = ANY(%(organizations)s::uuid[])"
    usd = db.exec_driver_sql(spent, subject.parameters).scalar_one()
    made = Erasure(new_id(), subject.kind, hash_ids(subject.ids), subject, {}, usd)
    db.exec_driver_sql(
        "INSERT INTO control.erasures (id, kind, id_hashes, subject, spent_usd) VALUES "
        "(%(id)s, %(kind)s, %(hashes)s, %(subject)s::jsonb, %(usd)s)",
        {
            "id": made.id,
            "kind": made.kind,
            "hashes": list(made.id_hashes),
            "subject": subject.to_json(),
            "usd": usd,
        },
    )
    return made


def list_open(db: Connection) -> list[Erasure]:
    """Erasures that were begun and not ended, oldest first."""
    return _read(db, "WHERE ended_at IS NULL")


def note_counts(db: Connection, erasure_id: str, counts: Mapping[str, int]) -> None:
    """Add to what went, by place: a second try finds less, and both count."""
    db.exec_driver_sql(
        "UPDATE control.erasures SET counts = counts || (SELECT coalesce(jsonb_object_agg(key, "
        "value::bigint + coalesce((counts ->> key)::bigint, 0)), '{}') "
        "FROM jsonb_each_text(%(counts)s::jsonb)) WHERE id = %(id)s",
        {"id": erasure_id, "counts": json.dumps(counts)},
    )


def end(db: Connection, erasure_id: str) -> Erasure:
    """Forget whom an erasure was about; hashes and counts stay."""
    db.exec_driver_sql(
        "UPDATE control.erasures SET subject = NULL, ended_at = clock_timestamp() "
        "WHERE id = %(id)s",
        {"id": erasure_id},
    )
    return next(one for one in _read(db, "") if one.id == erasure_id)


def hash_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """SHA-256 of each id, sorted."""
    return tuple(sorted({text_hash(one) for one in ids}))


def keep_outside(objects: Objects, erasure: Erasure) -> str:
    """Keep an erasure's hashes where a restored database does not take them back."""
    said = {"kind": erasure.kind, "id_hashes": list(erasure.id_hashes)}
    return objects.put_json(f"{FOLDER}/{erasure.id}.json", said)


def read_outside(objects: Objects) -> list[tuple[Kind, frozenset[str]]]:
    """Kind and hashes of every erasure on record, oldest first.

    Raises:
        StoreError: the object store does not answer.
    """
    kept: list[dict[str, Any]] = [objects.get_json(one) for one in objects.list(f"{FOLDER}/")]
    return [(one["kind"], frozenset(one["id_hashes"])) for one in kept]


def _read(db: Connection, where: str) -> list[Erasure]:
    sql = (
        "SELECT id, kind, id_hashes, subject, counts, spent_usd FROM control.erasures "
        f"{where} ORDER BY begun_at, id"
    )
    found = fetch(db, Erasure, sql, {})
    return [
        Erasure(
            one.id,
            one.kind,
            tuple(one.id_hashes),
            Subject.from_json(one.subject) if isinstance(one.subject, dict) else None,
            one.counts,
            one.spent_usd,
        )
        for one in found
    ]
