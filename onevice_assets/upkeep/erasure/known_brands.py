"""Brands that nobody else knows: the ones that go with a website or an organization.

A brand is shared. What others track, compare with, merged with it, or were told of by an answer of
theirs stays, whoever named it first; so does a brand that a person put into the catalogue without
this website having anything to do with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.tables import answers
from resources.identity import normalize_brand_name

if TYPE_CHECKING:
    from onevice_assets.upkeep.erasure.place import Stores
    from resources.erasure.subject import Subject

_TIED: Final = """
SELECT brand_id FROM control.website_brands WHERE {0}
UNION SELECT primary_brand_id FROM control.competitor_relationships WHERE {0}
UNION SELECT competitor_brand_id FROM control.competitor_relationships WHERE {0}
"""
_MINE: Final = "website_id = ANY(%(websites)s::uuid[])"
_OTHERS: Final = "NOT website_id = ANY(%(websites)s::uuid[])"
_NAMES: Final = (
    "SELECT id, name FROM control.brands WHERE id = ANY(%(ids)s::uuid[]) UNION "
    "SELECT brand_id, alias FROM control.brand_aliases WHERE brand_id = ANY(%(ids)s::uuid[])"
)
_SURVIVORS: Final = (
    "SELECT survivor_id FROM control.merged_brands WHERE NOT brand_id = ANY(%(ids)s::uuid[])"
)
_POINT_AT_NOBODY: Final = (
    "UPDATE control.brands SET merged_into = NULL WHERE merged_into = ANY(%(ids)s::uuid[])"
)
_DELETE: Final = "DELETE FROM control.brands WHERE id = ANY(%(ids)s::uuid[])"
_DELETE_DECISIONS: Final = (
    "DELETE FROM control.brand_decisions WHERE normalized_name = ANY(%(names)s)"
)


def list_candidates(stores: Stores, websites: dict[str, str]) -> dict[str, str]:
    """Names by id of every brand that some websites track, compare with or were told of.

    Args:
        stores: control plane and lake.
        websites: key by id.
    """
    with stores.control.begin() as db:
        sql, values = _TIED.format(_MINE), {"websites": list(websites)}
        ids = [str(one) for one in db.exec_driver_sql(sql, values).scalars()]
        known = db.exec_driver_sql(_NAMES, {"ids": ids})
        found = {str(one): str(name) for one, name in known}
    found |= dict(_list_told(stores, set(websites.values()), ours=True))
    return found


def find_orphans(stores: Stores, subject: Subject) -> dict[str, str]:
    """Names by id of the subject's brands that nobody else knows, now."""
    if not subject.brands:
        return {}
    values = {"websites": list(subject.websites), "ids": list(subject.brands)}
    with stores.control.begin() as db:
        tied = {str(o) for o in db.exec_driver_sql(_TIED.format(_OTHERS), values).scalars()}
        tied |= {str(one) for one in db.exec_driver_sql(_SURVIVORS, values).scalars()}
    left = {one: name for one, name in subject.brands.items() if one not in tied}
    for one, _ in _list_told(stores, set(subject.websites.values()), ours=False):
        left.pop(one, None)
        if not left:
            break
    return left


def delete_brands(stores: Stores, subject: Subject) -> int:
    """Delete them with their aliases and decisions; how many brands."""
    gone = find_orphans(stores, subject)
    names = [normalize_brand_name(one) for one in gone.values()]
    with stores.control.begin() as db:
        db.exec_driver_sql(_POINT_AT_NOBODY, {"ids": list(gone)})
        db.exec_driver_sql(_DELETE_DECISIONS, {"names": names})
        return db.exec_driver_sql(_DELETE, {"ids": list(gone)}).rowcount


def _list_told(stores: Stores, keys: set[str], *, ours: bool) -> Iterator[tuple[str, str]]:
    """Id and name of brands in what was read of answers, of some websites or of all others."""
    for table, id_, name in (
        (answers.llm_brand_states, "brand_id", "brand_name"),
        (answers.brand_candidates, "brand_id", "name"),
    ):
        for partition in stores.lake.partitions(table):
            if (partition.rpartition("|")[2] in keys) != ours:
                continue
            wanted = table.only(id_, name)
            rows: list[dict[str, Any]] = stores.lake.read_rows(wanted, partition)
            yield from {(row[id_], row[name]) for row in rows}
