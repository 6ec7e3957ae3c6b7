"""Rows that wait → entities, facts and what is told of them; a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from onevice_assets.operations.entities.map_episode import map_episode
from onevice_assets.operations.entities.versions import take_back
from onevice_assets.operations.model.choose import MAPPINGS
from onevice_assets.operations.model.mapped import Mapped
from onevice_assets.operations.model.record_mapped import Facts, Outcome, record_mapped
from onevice_assets.operations.model.written import MOST_TOGETHER, Written
from resources.errors import InputError
from resources.operation_tables import episodes
from resources.operation_tables.episodes import Episode

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane

READ_BY: Final = "mappings 1"
"""Counted up where a mapping changes what it says of a row: `onevice episodes read --again`."""


def map_waiting(control: ControlPlane, facts: Facts, waiting: Sequence[Episode]) -> Written:
    """Map kept episodes that wait and record what they say; documents and mails are left."""
    rows = [one for one in waiting if one.kind in ("row", "webhook")]
    if not rows:
        return Written()
    many = list_many(facts)
    done = map_rows(facts.organization_id, rows, many)
    with control.begin() as db:
        versions = read_versions(db, facts.organization_id, done.mapped, many)
    return record_mapped(control, facts, done, take_back(versions, many))


def map_all_waiting(
    control: ControlPlane, facts: Facts, batch: str | None, tell: Callable[[int], None]
) -> Written:
    """Map every row that waits, of a partition or of all, `MOST_TOGETHER` at a time."""
    done, last = Written(), None
    while True:
        with control.begin() as db:
            waiting = episodes.list_waiting(
                db,
                facts.organization_id,
                ("row", "webhook"),
                limit=MOST_TOGETHER,
                batch=batch,
                after=last,
            )
        if not waiting:
            return done
        done.add(map_waiting(control, facts, waiting))
        last = waiting[-1].id
        tell(len(waiting))


def list_many(facts: Facts) -> frozenset[str]:
    """Relations of which the organization says that many hold at once."""
    return frozenset(name for name, one in facts.relations().items() if one.holds == "many")


def map_rows(
    organization_id: str, rows: Iterable[Episode], many: Container[str] = frozenset()
) -> Outcome:
    """Map rows; what cannot be used is told.

    Args:
        organization_id: whose they are.
        rows: of CSV and JSON.
        many: relations that hold many at once: of those a deletion ends each (`versions.py`).
    """
    done = Outcome(READ_BY)
    for one in rows:
        try:
            if one.source not in MAPPINGS:
                raise InputError("no mapping fits what it names: name one by --mapping")
            mapped = map_episode(organization_id, one)
            if mapped.is_deleted:
                mapped.lasting = [
                    said for said in mapped.lasting if said.object or said.relation not in many
                ]
            done.add(mapped)
        except InputError as error:
            done.refuse(one, str(error))
    return done


def read_versions(
    db: Connection, organization_id: str, mapped: Sequence[Mapped], many: Container[str]
) -> list[Mapped]:
    """Rows, and every other version of them that could be mapped."""
    keys = {
        (one.episode.source, one.episode.source_key) for one in mapped if one.episode.source_key
    }
    ids = [one.episode.id for one in mapped]
    others = episodes.other_versions(db, organization_id, sorted(keys), ids) if keys else []
    return [*mapped, *map_rows(organization_id, others, many).mapped]
