"""What every store and file says, and an erasure that dies in the middle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from onevice_assets.upkeep.erasure.erase import erase
from onevice_assets.upkeep.erasure.place import Place, Stores
from onevice_assets.upkeep.erasure.places import PLACES
from resources.erasure.subject import Kind
from tests.onevice_assets.tenants.dumps import dump, dump_shared_nodes
from tests.onevice_assets.upkeep.erasure.plant import Planted

Resources = dict[str, Any]

WHY = "its contract ended"


def dump_everything(given: Resources, stores: Stores) -> dict[str, list[str]]:
    """Every text of every store and of the control plane."""
    texts = {**dump(given), "shared": dump_shared_nodes(given)}
    with stores.control.begin() as db:
        sql = (
            "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname IN ('control', 'operations') ORDER BY 1"
        )
        for name in db.exec_driver_sql(sql, {}).scalars().all():
            rows = db.exec_driver_sql(f"SELECT to_jsonb(t)::text FROM {name} t").scalars()
            texts[str(name)] = sorted(rows)
    return texts


def find_in_files(stores: Stores, mine: Planted) -> list[str]:
    """Dagster's files that say it; their bytes change whenever SQLite likes to tidy up."""
    files = [one for one in stores.home.rglob("*") if one.is_file() and "dagster" in one.parts]
    assert files
    return [one.name for one in files if mine.is_in(one.read_bytes().decode("latin-1"))]


def tell_nothing(_place: Place, _count: int) -> None:
    return


def die_halfway(stores: Stores, subject: Any) -> None:
    """Begin an erasure and die in the middle of it."""
    seen: list[str] = []
    count = sum(subject.kind in one.kinds for one in PLACES) // 2

    def tell(place: Place, _: int) -> None:
        seen.append(place.title)
        if len(seen) == count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase(stores, subject, actor="test", why=WHY, tell=tell)


def find_empty_places(counts: Mapping[str, int], kind: Kind) -> list[str]:
    """Places of a kind of which nothing was planted; PostgreSQL's say why elsewhere."""
    stores_of_planted = ("lake", "objects", "search", "vectors", "graph")
    edges = {"COMPETES_WITH", "RANKS_FOR", "INSTALLS_BELIEF", "RECOMMENDS", "IGNORES"}
    late = {"names/", "backups/changes/"}
    return [
        one.title
        for one in PLACES
        if one.store in stores_of_planted
        and kind in one.kinds
        and one.title not in counts
        and one.name not in edges | late | {"Brand"}
    ]
