"""The id map: what other systems call what has an id of ours, and back.

`tie` notes pairs, `find_ours` and `find_theirs` look them up:

    tie(db, organization_id, "graphiti", "entity", {their_uuid: our_id})
    find_ours(db, organization_id, "graphiti", "entity", [their_uuid]) -> {their_uuid: our_id}
    find_theirs(db, organization_id, "graphiti", "entity", [our_id]) -> {our_id: [their_uuid]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from resources.control_plane.rows import is_id
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LONGEST: Final = 250
_OF = "organization_id = %(organization_id)s AND system = %(system)s AND kind = %(kind)s"
_TIE = """
INSERT INTO control.id_map (organization_id, system, kind, external_id, id)
SELECT %(organization_id)s, %(system)s, %(kind)s, * FROM unnest(%(theirs)s::text[],
    %(ours)s::uuid[]) AS given(external_id, id) ORDER BY external_id
ON CONFLICT DO NOTHING
"""


def tie(
    db: Connection, organization_id: str, system: str, kind: str, ids: Mapping[str, str]
) -> None:
    """Tie ids of another system to ours; the same again changes nothing.

    Args:
        db: the open transaction.
        organization_id: the tenant; two may have customers of one number.
        system: whose ids they are: `quickbooks`, `graphiti`.
        kind: what they name there: `customer`, `entity`.
        ids: ours by theirs.

    Raises:
        InputError: one is tied to something else already, or is no id; roll back.
    """
    for theirs, ours in ids.items():
        if not 0 < len(theirs) <= _LONGEST or not is_id(ours):
            raise InputError(
                f"Tried to tie the {kind} {theirs[:60]!r} of {system} to {ours!r}: theirs has 1 "
                f"to {_LONGEST} characters, ours is a UUID. Nothing was tied."
            )
    given = _given(organization_id, system, kind, theirs=list(ids), ours=list(ids.values()))
    db.exec_driver_sql(_TIE, given)
    for theirs, ours in find_ours(db, organization_id, system, kind, ids).items():
        if ours != ids[theirs].lower():
            raise InputError(
                f"The {kind} {theirs[:60]!r} of {system} is tied to {ours}, so it cannot mean "
                f"{ids[theirs]} too: what of theirs means never changes. Nothing was tied; merge "
                "the two of ours, or give the other its own id there."
            )


def find_ours(
    db: Connection, organization_id: str, system: str, kind: str, theirs: Iterable[str]
) -> dict[str, str]:
    """Our ids by theirs; those that are not tied are left out."""
    rows = db.exec_driver_sql(
        f"SELECT external_id, id FROM control.id_map WHERE {_OF} "
        "AND external_id = ANY(%(theirs)s::text[])",
        _given(organization_id, system, kind, theirs=list(theirs)),
    )
    return {str(external): str(id_) for external, id_ in rows}


def find_theirs(
    db: Connection, organization_id: str, system: str, kind: str, ours: Iterable[str]
) -> dict[str, list[str]]:
    """Their ids by ours, sorted; those that are not tied are left out."""
    rows = db.exec_driver_sql(
        f"SELECT id, external_id FROM control.id_map WHERE {_OF} AND id = ANY(%(ours)s::uuid[]) "
        "ORDER BY external_id",
        _given(organization_id, system, kind, ours=list(ours)),
    )
    found: dict[str, list[str]] = {}
    for id_, external in rows:
        found.setdefault(str(id_), []).append(str(external))
    return found


def _given(organization_id: str, system: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"organization_id": organization_id, "system": system, "kind": kind, **more}
