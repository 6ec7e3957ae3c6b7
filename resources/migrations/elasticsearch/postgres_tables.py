"""The tables of the search in PostgreSQL: how they are made, and how the actual ones look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.search_index.declaration import IndexDeclaration
from resources.search_index.postgres_index import view_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

STATE = "search.revisions"

_STATE_SQL = f"""
CREATE SCHEMA IF NOT EXISTS search;
CREATE TABLE IF NOT EXISTS {STATE} (
    prefix text PRIMARY KEY,
    version text NOT NULL,
    checksums jsonb NOT NULL,
    applied_at timestamptz NOT NULL
)
"""

COLUMNS = {
    "organization_id": "text NOT NULL",
    "website_id": "text NOT NULL",
    "id": "text NOT NULL",
    "day": "date",
    "document": "jsonb NOT NULL",
    "words": "tsvector NOT NULL",
}

INDEXES = {
    "key": ("UNIQUE", "btree (organization_id, website_id, id)"),
    "scope": ("", "btree (organization_id, website_id, day)"),
    "words": ("", "gin (words)"),
}


def table_name(prefix: str, declared: IndexDeclaration) -> str:
    """Name of the table that holds a version of an index."""
    return f"{view_name(prefix, declared.name)}_v{declared.version}"


def has_state(db: Connection) -> bool:
    """Whether there is a table that says which version a prefix is at."""
    return db.exec_driver_sql(f"SELECT to_regclass('{STATE}')").scalar() is not None


def ensure_state(db: Connection) -> None:
    """Make that table and its schema; runners wait for each other from here on."""
    db.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('search migrations', 0))")
    if not has_state(db):
        db.exec_driver_sql(_STATE_SQL)


def make_table(db: Connection, table: str) -> None:
    """Make an empty table with its indexes."""
    short = table.partition(".")[2]
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    db.exec_driver_sql(f"CREATE TABLE {table} ({columns})")
    for name, (unique, what) in INDEXES.items():
        db.exec_driver_sql(f"CREATE {unique} INDEX {short}_{name} ON {table} USING {what}")


def point_view(db: Connection, view: str, table: str) -> None:
    """Let an index's name stand for a table: readers see the old one or the new one."""
    db.exec_driver_sql(f"CREATE OR REPLACE VIEW {view} AS SELECT * FROM {table}")


def actual_columns(db: Connection, table: str) -> dict[str, str]:
    """Columns of a table as `COLUMNS` writes them; none where there is no table."""
    found = db.exec_driver_sql(
        "SELECT attname, format_type(atttypid, atttypmod) || CASE WHEN attnotnull "
        "THEN ' NOT NULL' ELSE '' END FROM pg_attribute WHERE attrelid = to_regclass(%(table)s) "
        "AND attnum > 0 AND NOT attisdropped",
        {"table": table},
    )
    return {row[0]: row[1] for row in found}


def actual_indexes(db: Connection, table: str) -> dict[str, tuple[str, str]]:
    """Indexes of a table as `INDEXES` writes them, without those that are not usable."""
    found = db.exec_driver_sql(
        "SELECT c.relname, CASE WHEN i.indisunique THEN 'UNIQUE' ELSE '' END, "
        "substring(pg_get_indexdef(i.indexrelid) FROM 'USING (.*)$') "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = to_regclass(%(table)s) AND i.indisvalid",
        {"table": table},
    )
    short = table.partition(".")[2]
    return {row[0].removeprefix(f"{short}_"): (row[1], row[2]) for row in found}


def view_target(db: Connection, view: str) -> str | None:
    """The table a view reads, with its schema; none where there is no view."""
    found = db.exec_driver_sql(
        "SELECT DISTINCT n.nspname || '.' || t.relname FROM pg_rewrite r "
        "JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass "
        "JOIN pg_class t ON t.oid = d.refobjid AND t.relkind = 'r' "
        "JOIN pg_namespace n ON n.oid = t.relnamespace "
        "WHERE r.ev_class = to_regclass(%(view)s)",
        {"view": view},
    ).scalar()
    return str(found) if found else None


def list_tables(db: Connection, prefix: str) -> list[str]:
    """Every table whose name begins with a prefix."""
    found = db.exec_driver_sql(
        "SELECT schemaname || '.' || tablename FROM pg_tables "
        "WHERE schemaname = 'search' AND starts_with(tablename, %(start)s) ORDER BY 1",
        {"start": f"{prefix.replace('-', '_')}_"},
    )
    return [str(one) for one in found.scalars()]
