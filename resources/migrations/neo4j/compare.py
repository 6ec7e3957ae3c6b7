"""The graph's declared schema against its actual one, each difference named.

Declared is what the files' statements leave in place, read from their text: the profile has named
UNIQUE constraints and plain indexes only. Actual is SHOW CONSTRAINTS and SHOW INDEXES, which the
embedded graph answers in the same words. Constraints on labels that no file names belong to
somebody else and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from resources.errors import ConfigurationError
from resources.graph_store import GraphSession
from resources.migrations.neo4j import statements as cypher
from resources.migrations.neo4j.steps import Step
from resources.migrations.store_migrations import Drift

_OF = r"FOR \((?:\w*:(?P<label>\w+)\)|\)-\[\w*:(?P<type>\w+)\]-\(\))"
_SHAPES = {
    "constraint": re.compile(
        rf"CREATE CONSTRAINT (?P<name>\w+) IF NOT EXISTS {_OF} "
        r"REQUIRE \w+\.(?P<properties>\w+) IS UNIQUE"
    ),
    "index": re.compile(
        rf"CREATE INDEX (?P<name>\w+) IF NOT EXISTS {_OF} ON \((?P<properties>[\w., ]+)\)"
    ),
}
_BESIDE = ("FULLTEXT", "VECTOR")
GRAPHITI = frozenset({"mention_uuid", "mention_group_id"})
"""Indexes that Graphiti makes on `:MENTIONS`, a type that the entertainment graph has too."""
_DROP = re.compile(r"DROP (?P<kind>CONSTRAINT|INDEX) (?P<name>\w+) IF EXISTS")
_SCHEMA = re.compile(r"\s*(?:CREATE|DROP)\b.*?\b(?:CONSTRAINT|INDEX)\b", re.IGNORECASE)


def compare_schema(session: GraphSession, steps: Sequence[Step]) -> list[Drift]:
    """Everything in which the graph differs from what the newest step declares.

    Raises:
        StoreError: the graph does not answer.
        ConfigurationError: a file declares something in words that are not understood here.
    """
    declared = declare_schema(steps)
    actual = read_schema(session, declared)
    return _compare_history(session, steps) + [
        Drift(place, declared.get(place, ""), actual.get(place, ""))
        for place in sorted(declared.keys() | actual.keys())
        if declared.get(place) != actual.get(place)
    ]


def declare_schema(steps: Sequence[Step]) -> dict[str, str]:
    """What all steps leave in place, e.g. `constraint brand_id` → `UNIQUE Brand(id)`.

    Raises:
        ConfigurationError: a schema statement is not in the profile's words.
    """
    texts = [one.text for one in cypher.PREPARE]
    texts += [one.text for step in steps for one in step.up]
    declared: dict[str, str] = {}
    for text in (" ".join(text.split()) for text in texts):
        if dropped := _DROP.fullmatch(text):
            declared.pop(f"{dropped['kind'].lower()} {dropped['name']}", None)
        elif _SCHEMA.match(text):
            place, shape = _read_shape(text)
            declared[place] = shape
    return declared


def _read_shape(text: str) -> tuple[str, str]:
    for kind, pattern in _SHAPES.items():
        if found := pattern.fullmatch(text):
            target = found["label"] or f"[{found['type']}]"
            properties = re.sub(r"\w+\.(\w+)", r"\1", found["properties"])
            word = "UNIQUE" if kind == "constraint" else "RANGE"
            return f"{kind} {found['name']}", f"{word} {target}({properties})"
    raise ConfigurationError(
        f"`{text}` in the graph's migrations is no named UNIQUE constraint or index with IF NOT "
        "EXISTS, nor drops one with IF EXISTS: the graphs do not both take it (ADR 4)."
    )


def read_schema(session: GraphSession, declared: Mapping[str, str]) -> dict[str, str]:
    """What the graph has on the labels and types of a declared schema, in the same words.

    Raises:
        StoreError: the graph does not answer.
    """
    targets = {_target(one) for one in declared.values()}
    rows = [
        ("constraint", row)
        for row in session.read(cypher.SHOW_CONSTRAINTS)
        # the embedded graph notes the type of an indexed property as a constraint of its own
        if not str(row["type"]).endswith("PROPERTY_TYPE")
    ]
    rows += [
        ("index", row)
        for row in session.read(cypher.SHOW_INDEXES)
        # texts and vectors are indexed by Neo4j alone, beside the migrations (ADR 25)
        if row["owningConstraint"] is None
        and row["labelsOrTypes"]
        and row["type"] not in _BESIDE
        and row["name"] not in GRAPHITI
    ]
    shapes = {f"{kind} {row['name']}": _tell_shape(row) for kind, row in rows}
    return {place: shape for place, shape in shapes.items() if _target(shape) in targets}


def _tell_shape(row: Mapping[str, Any]) -> str:
    kind = "UNIQUE" if str(row["type"]).endswith("UNIQUENESS") else row["type"]
    target = ":".join(row["labelsOrTypes"])
    if row["entityType"] == "RELATIONSHIP":
        target = f"[{target}]"
    failed = " FAILED" if row.get("state") == "FAILED" else ""  # one that fills is none yet
    return f"{kind} {target}({', '.join(row['properties'])}){failed}"


def _target(shape: str) -> str:
    return shape.partition(" ")[2].partition("(")[0]


def _compare_history(session: GraphSession, steps: Sequence[Step]) -> list[Drift]:
    """Steps that are missing or unknown, and files that are not those that were applied."""
    applied = {row["version"]: row for row in session.read(cypher.READ_HISTORY)}
    declared = {step.version: f"{step.file} {step.checksum}" for step in steps}
    actual = {version: f"{row['file']} {row['checksum']}" for version, row in applied.items()}
    return [
        Drift(f"version {version}", declared.get(version, ""), actual.get(version, ""))
        for version in sorted(declared.keys() | actual.keys())
        if declared.get(version) != actual.get(version)
    ]
