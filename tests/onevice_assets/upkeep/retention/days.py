"""A website with two days of answers and numbers that nobody counted, and one newest day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.brand_monitor.projections.copy_parts import list_own_scopes
from onevice_assets.publishing.drift import compare_every
from onevice_assets.publishing.projection import Scope
from onevice_assets.tables import answers, marts
from resources.identity import derived_id
from resources.lake import Lake
from resources.table_schema import Column, Table
from tests.onevice_assets.brand_monitor.projections.world import DAYS, World
from tests.onevice_assets.upkeep.drift.websites import make_projection

Resources = dict[str, Any]
NEWEST = "2026-12-24"
DUE = date(2027, 5, 20)  # 181 days after the first of DAYS
STORES = ("postgres", "search", "vectors")


def add_numbers(world: World) -> None:
    """A number for each day, and an answerless newest day, 33 days later."""
    for text in DAYS:
        partition = world.day(text).partition
        state = world.lake.read_rows(answers.llm_brand_states, partition)[0]
        row = make_row(marts.share_of_voice, date.fromisoformat(text), state)
        world.lake.write(marts.share_of_voice, partition, [row])
        world.lake.write(marts.substitution_patterns, partition, [])
    world.lake.write(answers.llm_responses, f"{NEWEST}|{world.website.key}", [])


def make_row(table: Table, day: date, known: dict[str, Any]) -> dict[str, Any]:
    """A row of a table that its schema takes, with what is known of it."""
    return {c.name: known.get(c.name, _value(c, day)) for c in table.columns}


def _value(column: Column, day: date) -> Any:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if column.one_of:
        return column.one_of[0]
    return {
        "uuid": derived_id(moment, "made up", column.name),
        "text": "openai",
        "json": "[]",
        "integer": 1,
        "number": 1.0,
        "boolean": False,
        "timestamp": moment,
        "date": day,
    }[column.type]


def write_stores(given: Resources, scopes: list[Scope]) -> None:
    """Give each store what the lake says of some scopes."""
    for store in STORES:
        projection = make_projection(given, store)
        for scope in scopes:
            projection.replace(scope, projection.build(scope))


def list_known_scopes(given: Resources) -> list[Scope]:
    """Every scope of the lake but that of the newest day, standing rows first."""
    scopes = list_own_scopes(given["lake"], given["control"])
    kept = [one for one in scopes if str(one.day) != NEWEST]
    return sorted(kept, key=lambda one: str(one.day or ""))


def tell_drift(given: Resources) -> list[str]:
    """What any store but the graph does not hold as the lake says; compares something."""
    projections = [make_projection(given, store) for store in STORES]
    found = [compare_every(projections, scope) for scope in list_known_scopes(given)]
    assert found
    return [told for one in found if (told := one.tell())]


def read_files(lake: Lake, tables: tuple[Table, ...], partition: str) -> dict[str, bytes]:
    """Bytes of each table's file of a partition, of those there are."""
    there = [table for table in tables if lake.exists(table, partition)]
    return {table.name: lake.read_bytes(table, partition) for table in there}
