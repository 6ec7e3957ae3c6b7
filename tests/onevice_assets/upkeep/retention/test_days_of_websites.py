"""Days of websites go, archived and with their copies; what is held, shown or counted stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.projections.serving import DAILY
from onevice_assets.every_copy import NEEDED
from onevice_assets.tables import marts
from onevice_assets.upkeep.retention import assets
from onevice_assets.upkeep.retention.apply import ACTION, apply
from onevice_assets.upkeep.retention.data_types import LLM_RESPONSES
from onevice_assets.upkeep.retention.look_back import find_overdue, find_wrongly_removed
from onevice_assets.upkeep.retention.restoring import restore_partition
from onevice_assets.upkeep.retention.sources import plan
from resources.archive import Archive
from resources.control_plane import audit, legal_holds, websites
from resources.control_plane.legal_holds import Held
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.errors import MissingDataError
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.lake_retired import list_awaiting
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore
from tests.onevice_assets.brand_monitor.projections.world import DAYS, World, make_world
from tests.onevice_assets.upkeep.retention.days import (
    DUE,
    add_numbers,
    list_known_scopes,
    read_files,
    tell_drift,
    write_stores,
)
from tests.searches import KINDS, make_store, wipe

Resources = dict[str, Any]
TABLES = LLM_RESPONSES.place.tables  # type: ignore[union-attr]


@pytest.fixture
def given(lake: Lake, control: ControlPlane, objects: Objects) -> Iterator[Resources]:
    """Every store that a removal writes: the graph and Redis are never opened."""
    search = make_store(KINDS[-1], control.url)
    yield {
        "lake": lake,
        "control": control,
        "objects": objects,
        "graph": GraphStore(uri="bolt://127.0.0.1:1", user="", retry_seconds=0.2),
        "redis": RedisStore(url="redis://127.0.0.1:1"),
        "search": search,
        "vectors": VectorStore(kind="pgvector", database_url=control.url),
        "embeddings": Embeddings(kind="local"),
    }
    wipe(search)
    with control.begin() as db:
        db.exec_driver_sql("DROP SCHEMA IF EXISTS vectors CASCADE")


@pytest.fixture
def world(given: Resources) -> World:
    """Two days of answers with a number each, in every store but the graph."""
    made = make_world(given["lake"], given["control"], given["objects"], marts=False)
    add_numbers(made)
    write_stores(given, list_known_scopes(given))
    return made


def test_a_day_goes_with_its_copies_and_comes_back(given: Resources, world: World) -> None:
    lake = world.lake
    old, younger = (world.day(text).partition for text in DAYS)
    before, others = read_files(lake, TABLES, old), read_files(lake, TABLES, younger)
    assert len(before) >= 4
    with world.control.begin() as db:
        on = Held(world.website.organization_id, world.website.id)
        held = legal_holds.place(db, on, reason="case 12/26", actor="ann")
    assert not apply(LLM_RESPONSES, given, DUE, actor="test").removed
    assert read_files(lake, TABLES, old) == before

    with world.control.begin() as db:
        legal_holds.release(db, held.id, reason="closed", actor="ann")
    done = apply(LLM_RESPONSES, given, DUE, actor="test")
    assert not done.failed
    assert [(unit.partition, count) for unit, count in done.removed] == [(old, len(before))]
    assert read_files(lake, TABLES, old) == {}
    assert read_files(lake, TABLES, younger) == others
    assert lake.read_rows(marts.share_of_voice, old)
    with world.control.begin() as db:
        sql = "SELECT (SELECT count(*) FROM serving.{} WHERE day = '{}')"
        counted = [
            db.exec_driver_sql(sql.format(name, day)).scalar()
            for day in DAYS
            for name in ("llm_responses", "share_of_voice")
        ]
        (told,) = [one for one in audit.entries(db) if one.action == ACTION]
    assert counted == [0, 1, 6, 1]
    assert (told.actor, told.detail["partition"]) == ("test", old)
    assert tell_drift(given) == []
    with pytest.raises(MissingDataError, match="archive restore llm_responses"):
        lake.read_rows(TABLES[-1], old)

    again = apply(LLM_RESPONSES, given, DUE, actor="test")
    assert not again.removed
    assert not find_overdue(LLM_RESPONSES, given, DUE)
    assert not find_wrongly_removed(LLM_RESPONSES, world.control)

    assert restore_partition(given, "llm_responses", old, actor="test") == (len(before), [])
    assert read_files(lake, TABLES, old) == before
    assert tell_drift(given) == []
    assert restore_partition(given, "llm_responses", old, actor="test") == (0, [])


def test_copies_that_could_not_follow_do_so_at_the_next_run(given: Resources, world: World) -> None:
    old = world.day(DAYS[0]).partition
    away = {**given, "search": None}
    with pytest.raises(AttributeError):  # the process dies where the search is written
        apply(LLM_RESPONSES, away, DUE, actor="test")
    assert list_awaiting(world.lake) == [old]
    assert not apply(LLM_RESPONSES, given, DUE, actor="test").removed
    assert list_awaiting(world.lake) == []
    assert tell_drift(given) == []


def test_the_newest_days_stay_however_old(given: Resources, world: World) -> None:
    late = plan(LLM_RESPONSES, given, date(2040, 1, 1))
    assert {one.unit.partition[:10]: one.verdict for one in late} == {
        DAYS[0]: "goes",
        DAYS[1]: "goes",
        "2026-12-24": "needed",
    }
    assert world.website.key == late[0].unit.owner


def test_a_run_of_dagster_removes_and_its_checks_look_back(given: Resources) -> None:
    with given["control"].begin() as db:
        site = websites.add(db, url="https://demo.test/", name="Demo", actor="test")
    old, newest = f"2025-01-05|{site.key}", f"2025-03-01|{site.key}"
    for table in DAILY.values():
        given["lake"].write(table, old, [])
        given["lake"].write(table, newest, [])
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [site.key])
    done = dg.materialize(
        [vars(assets)["llm_responses"]],
        partition_key=f"2025-08-01|{site.key}",
        instance=instance,
        resources={name: given[name] for name in NEEDED | {"objects"}},
    )
    checks = {one.check_name: one.passed for one in done.get_asset_check_evaluations()}
    assert checks == {assets.OLDER: True, assets.HELD: True}
    (archived,) = Archive(given["objects"]).list_all()
    assert archived.partition == old
    assert given["lake"].partitions(TABLES[-1]) == [newest]
