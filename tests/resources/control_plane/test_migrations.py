"""The schema: steps up and down, the same at the end, and the seed's tables within it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError
from resources.migrations.postgres import runner

SEED = Path(__file__).with_name("seed_004.sql")
REVISIONS = sorted(path.name[1:4] for path in Path(runner.__file__).parent.glob("versions/V*.py"))

COLUMNS = """
SELECT table_name, column_name, udt_name, character_maximum_length, numeric_precision,
    numeric_scale, is_nullable FROM information_schema.columns WHERE table_schema = %(schema)s
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, contype, replace(pg_get_constraintdef(oid), 'control.', '')
FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace AND contype <> 'n'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s"
TRIGGERS = """
SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
"""
FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace"


SCHEMAS = ("control", "operations", "serving")


def look(db: Connection, query: str, schema: str = "control") -> set[tuple[Any, ...]]:
    return {tuple(row) for row in db.exec_driver_sql(query, {"schema": schema})}


def picture(db: Connection) -> list[set[tuple[Any, ...]]]:
    """Everything in our schemas; one that is not there has nothing in it."""
    there = {row[0] for row in db.exec_driver_sql("SELECT nspname FROM pg_namespace")}
    queries = (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS)
    return [look(db, query, name) for name in SCHEMAS if name in there for query in queries]


@pytest.fixture
def own(empty_database: str) -> ControlPlane:
    """A control plane whose schema may be changed."""
    return ControlPlane(url=empty_database)


@pytest.fixture
def seeded(db: Connection) -> Iterator[Connection]:
    """The control plane, and beside it the seed's tables in schema `seed`."""
    db.exec_driver_sql("CREATE SCHEMA seed; SET LOCAL search_path TO seed")
    db.exec_driver_sql(SEED.read_text().replace("%", "%%"))
    yield db
    db.rollback()


def test_down_to_nothing_and_up_again_gives_the_same_schema(own: ControlPlane) -> None:
    with own.begin() as db:
        before = picture(db)
        runner.downgrade(db)
        assert {row[0] for row in look(db, COLUMNS)} == {"alembic_version"}
        assert (look(db, FUNCTIONS), runner.current(db)) == (set(), None)
        runner.upgrade(db)
        assert picture(db) == before
        assert runner.current(db) == runner.head()


def test_every_step_can_be_undone_by_itself(own: ControlPlane) -> None:
    steps = [None, *(f"{number:04}" for number in range(1, len(REVISIONS) + 1))]
    with own.begin() as db:
        pictures = {steps[-1]: picture(db)}
        for step, before in zip(steps[:0:-1], steps[-2::-1], strict=True):
            runner.downgrade(db, before or "base")
            pictures[before] = picture(db)
            assert pictures[before] != pictures[step], f"{step} changes nothing"
        for before, step in itertools.pairwise(steps):
            runner.upgrade(db, step or "head")
            assert picture(db) == pictures[step], f"{step} is another one the second time"
            runner.downgrade(db, before or "base")
            assert picture(db) == pictures[before], f"{step} is not undone wholly"
            runner.upgrade(db, step or "head")


def test_steps_are_numbered_in_order_without_gaps(own: ControlPlane) -> None:
    with own.begin() as db:
        scripts = ScriptDirectory.from_config(runner._config(db))
    found = [script.revision for script in scripts.walk_revisions()]
    assert found == [f"{number:04}" for number in range(len(REVISIONS), 0, -1)]
    assert [f"0{number}" for number in REVISIONS] == found[::-1]
    assert runner.head() == found[0]


def test_a_schema_from_newer_code_is_left_alone(own: ControlPlane) -> None:
    with own.begin() as db:
        db.exec_driver_sql("UPDATE control.alembic_version SET version_num = '9999'")
    own.close()
    with pytest.raises(StoreError, match=r"revision 9999 .* install the newer onevice-assets"):
        own.begin().__enter__()


def test_every_column_of_the_seed_is_there_with_its_type(seeded: Connection) -> None:
    ours = {row[:2]: row[2:6] for row in look(seeded, COLUMNS)}
    for table, column, *kind, _ in look(seeded, COLUMNS, "seed"):
        if (table, column) == ("brands", "is_tracked"):
            assert (table, column) not in ours  # tracking is per website: website_brands
        else:
            assert ours[table, column] == tuple(kind), (table, column)


def test_what_the_seed_requires_we_require(seeded: Connection) -> None:
    ours = {row[:2]: row[6] for row in look(seeded, COLUMNS)}
    required = {row[:2] for row in look(seeded, COLUMNS, "seed") if row[6] == "NO"}
    loose = {column for column in required if ours[column] != "NO"}
    assert loose == {("websites", "url")}  # imports have none; a check asks it of crawls


def test_every_key_and_reference_of_the_seed_is_there(seeded: Connection) -> None:
    ours = {(*row[1:], row[0].split(".")[1]) for row in look(seeded, CONSTRAINTS)}
    for table, kind, definition in look(seeded, CONSTRAINTS, "seed"):
        assert (kind, definition.replace("seed.", ""), table) in ours


def test_every_index_of_the_seed_is_there(seeded: Connection) -> None:
    ours = {row[1]: row[2] for row in look(seeded, INDEXES)}
    for _, name, definition in look(seeded, INDEXES, "seed"):
        if name != "idx_brands_tracked":
            assert ours[name] == definition.replace(" seed.", " control.")
