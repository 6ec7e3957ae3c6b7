"""pgvector's tables: one per collection in schema `vectors`, with what searches need.

    vectors."brand_monitor_pages--wordllama-256" (website_id, id) …  HNSW on vector,
        btree on (organization_id, website_id, day), btree on each declared field

Nothing outside the schema `vectors` is touched but the extension, which is made where it is
missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.control_plane.engine import allow_seconds
from resources.control_plane.failures import describe
from resources.errors import StoreError
from resources.vector_index.vector_index import Actual, Precision

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.vector_index.vector_index import Collection

_LOCK: Final = 6_831_203_104  # any number that nothing else in the database uses
_BUILD_MEMORY: Final = "256MB"  # a graph that does not fit is built much slower
EXTENSION: Final = "vector"
_NO_RIGHT: Final = "42501"
_TYPES: Final[dict[Precision, str]] = {"float32": "vector", "float16": "halfvec"}
_PRECISIONS: Final[dict[str, Precision]] = {kind: name for name, kind in _TYPES.items()}
_LONGEST_NAME: Final = 63  # bytes; PostgreSQL would cut more without a word

_DESCRIBE: Final = """
SELECT c.relname AS name, t.typname AS type, a.atttypmod AS dimensions,
    array_remove(array_agg(obj_description(i.indexrelid)), NULL) AS notes
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'vectors'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'vector'
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisvalid
WHERE c.relkind = 'r' GROUP BY c.oid, t.typname, a.atttypmod ORDER BY c.relname
"""


def vector_type(collection: Collection) -> str:
    """SQL type of the collection's vectors, as `vector(256)`."""
    return f"{_TYPES[collection.precision]}({collection.dimensions})"


def table_of(name: str) -> str:
    """Quoted name of a collection's table."""
    return f"vectors.{_quote(name)}"


def _quote(name: str) -> str:
    """Quote a name.

    Raises:
        StoreError: PostgreSQL would cut it short, or it holds what we never write.
    """
    if len(name.encode()) > _LONGEST_NAME or '"' in name or "%" in name:
        raise StoreError(
            f"{name!r} cannot name a table or index of PostgreSQL: at most {_LONGEST_NAME} bytes, "
            "without quotes and percent signs. Nothing was made or asked."
        )
    return f'"{name}"'


def create_table(db: Connection, collection: Collection) -> None:
    """Make what a collection lacks: extension, schema, table, indexes; others wait meanwhile.

    Raises:
        StoreError: the extension or the right to make it is missing.
    """
    allow_seconds(db, None)  # a large graph takes minutes, and the client waits as long
    db.exec_driver_sql(f"SELECT set_config('maintenance_work_mem', '{_BUILD_MEMORY}', true)")
    db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    _ensure_extension(db)
    db.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS vectors")
    table = table_of(collection.name)
    db.exec_driver_sql(f"""
    CREATE TABLE IF NOT EXISTS {table} (
        id UUID NOT NULL, organization_id UUID NOT NULL, website_id UUID NOT NULL, day DATE,
        text TEXT NOT NULL, content_hash TEXT NOT NULL, metadata JSONB NOT NULL,
        vector {vector_type(collection)} NOT NULL, PRIMARY KEY (website_id, id))
    """)
    operators = f"{_TYPES[collection.precision]}_cosine_ops"
    m, ef = collection.graph
    graph = f"USING hnsw (vector {operators}) WITH (m = {m}, ef_construction = {ef})"
    _index(db, collection.name, "nearest", graph, "cosine")
    tenant = "(organization_id, website_id, day)"
    _index(db, collection.name, "tenant", tenant, "organization_id website_id day")
    for name in collection.fields:
        _index(db, collection.name, name, f"((metadata->>'{name}'))", name)
    # without statistics the planner takes every tenant for a small one, and compares all of it
    db.exec_driver_sql(f"ANALYZE {table}")


def drop_graph(db: Connection, name: str) -> None:
    """Remove the HNSW index alone; `create_table` builds it again over all that is there."""
    db.exec_driver_sql(f"DROP INDEX IF EXISTS vectors.{_quote(f'{name}_nearest')}")


def describe_tables(db: Connection) -> list[Actual]:
    """Every table of vectors in the schema, by name."""
    found = []
    for row in db.exec_driver_sql(_DESCRIBE).mappings():
        notes = frozenset(word for note in row["notes"] for word in note.split())
        found.append(
            Actual(
                name=row["name"],
                dimensions=row["dimensions"] if row["dimensions"] > 0 else None,
                distance="cosine" if "cosine" in notes else None,
                precision=_PRECISIONS.get(row["type"]),
                is_quantized=None,
                indexes=notes - {"cosine"},
                has_vector_index="cosine" in notes,
            )
        )
    return found


def _index(db: Connection, name: str, suffix: str, on: str, note: str) -> None:
    """Make an index where it is missing, with a comment that says what it is for."""
    index = _quote(f"{name}_{suffix}")
    if db.exec_driver_sql("SELECT to_regclass(%s)", (f"vectors.{index}",)).scalar() is None:
        db.exec_driver_sql(f"CREATE INDEX {index} ON {table_of(name)} {on}")
        db.exec_driver_sql(f"COMMENT ON INDEX vectors.{index} IS '{note}'")


def _ensure_extension(db: Connection) -> None:
    from sqlalchemy.exc import DBAPIError

    there = "SELECT 1 FROM pg_extension WHERE extname = %s"
    if db.exec_driver_sql(there, (EXTENSION,)).scalar():
        return
    try:
        with db.begin_nested():
            db.exec_driver_sql(f"CREATE EXTENSION {EXTENSION}")
    except DBAPIError as error:
        place = describe(db.engine.url)
        state = getattr(error.orig, "sqlstate", None)
        said = str(error.orig).partition("\n")[0]
        if state == _NO_RIGHT:
            advice = (
                "let a superuser run CREATE EXTENSION vector in that database once, then run "
                "`onevice migrate up --store vectors` again"
            )
        else:
            advice = (
                "install pgvector on that server (Debian: apt-get install postgresql-NN-pgvector; "
                "Docker: image pgvector/pgvector), or keep the vectors elsewhere: "
                "ONEVICE_VECTORS=qdrant with QDRANT_URL, or pinecone with PINECONE_INDEX_HOST"
            )
        raise StoreError(
            f"The vectors need the extension `vector` in {place}, which could not be made: "
            f"{said}. No collection was made; {advice}."
        ) from error
