"""Schema `serving` beside the seed's own words: every difference is one that ADR 16 names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from onevice_assets.tables import serving
from resources.control_plane.resource import ControlPlane

HERE = Path(__file__).parent
DECIDED = HERE.parent / "control_plane" / "seed_004.sql"
DERIVED = HERE / "seed_004.sql"
ADR = HERE.parents[2] / "docs" / "decisions" / "0016-serving-tables.md"

COLUMNS = """
SELECT table_name, column_name, udt_name, character_maximum_length, numeric_precision,
    numeric_scale, is_nullable FROM information_schema.columns WHERE table_schema = %(schema)s
"""
CONSTRAINTS = """
SELECT relname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid
WHERE connamespace = %(schema)s::regnamespace AND contype <> 'n'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s"

OTHER_TYPES = {
    "scraped_pages.title": "text",
    "conversation_sequences.topic": "text",
    "llm_responses.llm_provider": "varchar 255",
    "llm_responses.llm_model": "varchar 255",
    "llm_answer_belief_maps.llm_provider": "varchar 255",
    "share_of_voice.llm_provider": "varchar 255",
    "substitution_patterns.llm_provider": "varchar 255",
    "substitution_patterns.avg_position": "numeric 5 1",
}
LEFT_OUT = {"substitution_patterns.updated_at"}
BRAND = "FOREIGN KEY ({}) REFERENCES brands(id) ON DELETE CASCADE"
OTHER_KEYS = {
    ("icps", "UNIQUE (website_id, sequence_number)"),
    ("conversation_sequences", "UNIQUE (icp_id, sequence_number)"),
    ("llm_responses", "UNIQUE (simulation_run_id, prompt_id, llm_provider)"),
    (
        "llm_answer_belief_maps",
        "FOREIGN KEY (prompt_classification_id) REFERENCES prompt_classifications(id)",
    ),
    ("llm_brand_states", BRAND.format("brand_id")),
    ("llm_answer_belief_maps", BRAND.format("brand_id")),
    ("share_of_voice", BRAND.format("brand_id")),
    ("substitution_patterns", BRAND.format("missing_brand_id")),
    ("substitution_patterns", BRAND.format("substitute_brand_id")),
}


@pytest.fixture
def db(control: ControlPlane) -> Iterator[Connection]:
    """The control plane, and beside it all of the seed's tables in schema `seed`."""
    with control.begin() as db:
        db.exec_driver_sql("CREATE SCHEMA seed; SET LOCAL search_path TO seed")
        for file in (DECIDED, DERIVED):
            db.exec_driver_sql(file.read_text().replace("%", "%%"))
        yield db
        db.rollback()


def look(db: Connection, query: str, schema: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.exec_driver_sql(query, {"schema": schema})]


def kind(row: tuple[Any, ...]) -> str:
    """Type of a column, with its length or its digits where it has any."""
    sizes = row[3:4] if row[2] == "varchar" else row[4:6] if row[2] == "numeric" else ()
    return " ".join(str(one) for one in (row[2], *sizes))


def derived(db: Connection, query: str) -> list[tuple[Any, ...]]:
    """What the seed says of the tables that are not in the control plane."""
    decided = {row[0] for row in look(db, COLUMNS, "control")}
    return [row for row in look(db, query, "seed") if row[0] not in decided]


def test_all_seventeen_tables_of_the_seed_are_there(db: Connection) -> None:
    ours = {row[0] for schema in ("control", "serving") for row in look(db, COLUMNS, schema)}
    seed = {row[0] for row in look(db, COLUMNS, "seed")}
    assert len(seed) == 17
    assert seed <= ours
    assert {row[0] for row in derived(db, COLUMNS)} == {one.name for one in serving.ALL} - {
        "brands"
    }


def test_every_column_is_there_with_its_type_or_named(db: Connection) -> None:
    ours = {f"{row[0]}.{row[1]}": kind(row) for row in look(db, COLUMNS, "serving")}
    seed = {f"{row[0]}.{row[1]}": kind(row) for row in derived(db, COLUMNS)}
    assert set(seed) - set(ours) == LEFT_OUT
    assert {name: ours[name] for name in ours.keys() & seed if ours[name] != seed[name]} == (
        OTHER_TYPES
    )


def test_what_the_seed_requires_we_require(db: Connection) -> None:
    ours = {row[:2]: row[6] for row in look(db, COLUMNS, "serving")}
    required = {row[:2] for row in derived(db, COLUMNS) if row[6] == "NO"}
    assert {ours[column] for column in required} == {"NO"}


def test_every_key_check_and_reference_is_there_or_named(db: Connection) -> None:
    ours = {
        (table, rule.replace("serving.", "").replace("control.", ""))
        for table, rule in look(db, CONSTRAINTS, "serving")
    }
    assert set(derived(db, CONSTRAINTS)) - ours == OTHER_KEYS


def test_every_index_is_there_under_its_name(db: Connection) -> None:
    ours = {row[1]: row[2] for row in look(db, INDEXES, "serving")}
    for _, name, definition in derived(db, INDEXES):
        if name.startswith("idx_"):
            assert ours[name] == definition.replace(" seed.", " serving.")


def test_the_decision_names_each_difference() -> None:
    said = ADR.read_text("utf-8")
    columns = {rule.split("(")[1].split(")")[0] for table, rule in OTHER_KEYS}
    tables = {table for table, _ in OTHER_KEYS}
    for name in {*OTHER_TYPES, *LEFT_OUT, *columns, *tables}:
        assert all(part in said for part in name.split(".")), name


def test_the_declared_columns_are_those_of_the_database(db: Connection) -> None:
    names = {"TIMESTAMPTZ": "timestamptz", "INTEGER": "int4", "BOOLEAN": "bool", "DATE": "date"}
    declared = {}
    for table in serving.ALL:
        for one in table.columns:
            type_ = {"VARCHAR": "varchar", "DECIMAL": "numeric"}.get(one.type, "")
            sizes = [one.size, one.scale] if type_ == "numeric" else [one.size]
            said = " ".join([type_, *map(str, sizes)])
            declared[table.name, one.name] = (
                said if type_ else names.get(one.type, one.type.lower()),
                "NO" if one.is_required else "YES",
            )
    assert declared == {row[:2]: (kind(row), row[6]) for row in look(db, COLUMNS, "serving")}


def test_every_row_says_its_tenant_and_scope_and_an_index_finds_them(db: Connection) -> None:
    scoped = {
        row[0] for row in look(db, INDEXES, "serving") if "(organization_id, website_id" in row[2]
    }
    assert scoped == {table.name for table in serving.ALL}
