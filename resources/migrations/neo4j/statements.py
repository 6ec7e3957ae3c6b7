"""The Cypher that keeps the history and the lock, and asks for the actual schema.

The labels carry our name: a Neo4j may be shared, and `SchemaMigration` and `__Neo4jMigration` are
those of golang-migrate and Neo4j-Migrations. Times are the graph's own clock, so that runners on
machines whose clocks differ agree on when a lease ends.
"""

from __future__ import annotations

from resources.cypher import define

HISTORY = "OneviceMigration"
LOCK = "OneviceMigrationLock"

PREPARE = tuple(
    define(
        f"migrations.prepare.{label}",
        f"CREATE CONSTRAINT {label.lower()}_{key} IF NOT EXISTS "
        f"FOR (n:{label}) REQUIRE n.{key} IS UNIQUE",
    )
    for label, key in ((HISTORY, "version"), (LOCK, "name"))
)

READ_HISTORY = define(
    "migrations.read_history",
    f"MATCH (m:{HISTORY}) RETURN m.version AS version, m.file AS file, m.checksum AS checksum, "
    "m.applied_at_ms AS applied_at_ms ORDER BY m.version",
)
RECORD = define(
    "migrations.record",
    f"UNWIND $rows AS row MERGE (m:{HISTORY} {{version: row.version}}) "
    "SET m.file = row.file, m.checksum = row.checksum, m.applied_at_ms = timestamp() "
    "RETURN count(m) AS written",
    rows=[],
)
FORGET = define(
    "migrations.forget",
    f"MATCH (m:{HISTORY} {{version: $version}}) DETACH DELETE m",
    version="none",
)

_LOCK_EXAMPLE = {"lock": "none", "owner": "none", "lease_ms": 1}
READ_LOCK = define(
    "migrations.read_lock",
    f"MATCH (l:{LOCK} {{name: $lock}}) WHERE l.owner <> '' AND l.expires_at_ms >= timestamp() "
    "RETURN l.owner AS owner, l.expires_at_ms - timestamp() AS left_ms",
    lock="none",
)
# The first SET takes the node's write lock, so that what is read after it is no older.
TAKE_LOCK = define(
    "migrations.take_lock",
    f"MERGE (l:{LOCK} {{name: $lock}}) ON CREATE SET l.owner = '', l.expires_at_ms = 0 "
    "SET l.asked_by = $owner "
    "WITH l WHERE l.owner = '' OR l.expires_at_ms < timestamp() "
    "SET l.owner = $owner, l.expires_at_ms = timestamp() + $lease_ms RETURN l.owner AS owner",
    **_LOCK_EXAMPLE,
)
RENEW_LOCK = define(
    "migrations.renew_lock",
    f"MATCH (l:{LOCK} {{name: $lock}}) SET l.asked_by = $owner "
    "WITH l WHERE l.owner = $owner "
    "SET l.expires_at_ms = timestamp() + $lease_ms RETURN l.owner AS owner",
    **_LOCK_EXAMPLE,
)
RELEASE_LOCK = define(
    "migrations.release_lock",
    f"MATCH (l:{LOCK} {{name: $lock}}) WHERE l.owner = $owner "
    "SET l.owner = '', l.expires_at_ms = 0",
    lock="none",
    owner="none",
)

SHOW_CONSTRAINTS = define(
    "migrations.show_constraints",
    "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties "
    "RETURN name, type, entityType, labelsOrTypes, properties",
)
SHOW_INDEXES = define(
    "migrations.show_indexes",
    "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state, "
    "owningConstraint RETURN name, type, entityType, labelsOrTypes, properties, state, "
    "owningConstraint",
)
