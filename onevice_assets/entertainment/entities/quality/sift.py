"""An organization's rows without what is wrong, and what was set aside for it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onevice_assets.entertainment.entities.quality.business import Evidence
from onevice_assets.entertainment.entities.quality.issues import ROW, Issue
from onevice_assets.entertainment.entities.quality.validate import Around, validate_entity
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.rows import START, GraphRows, Row
from resources.identity import derived_id


@dataclass(frozen=True)
class Found:
    """One issue with the row it is about.

    Attributes:
        label: of the node, or type of the relationship.
        row: as it came.
    """

    label: str
    row: Row
    issue: Issue


@dataclass(frozen=True)
class Sifted:
    """What goes on, and every issue; `quarantined` are those that set something aside."""

    rows: GraphRows
    found: tuple[Found, ...]

    @property
    def quarantined(self) -> tuple[Found, ...]:
        """Issues that set something aside."""
        return tuple(one for one in self.found if one.issue.sets_aside)


def sift(rows: GraphRows) -> Sifted:
    """Take out what is wrong, and nothing else.

    A relationship of a node that was set aside is set aside with it, for it would dangle.

    Args:
        rows: of one organization, as read and resolved.

    Returns:
        Rows of declared labels and types alone, that `check_rows` takes if their ids are right.
    """
    found: list[Found] = []
    evidence = _gather_evidence(rows)
    around = Around({}, evidence)
    nodes = {label: _sift_all(label, rows.nodes.get(label, ()), around, found) for label in NODES}
    there = {label: {one["id"] for one in some} for label, some in nodes.items()}
    around = Around(there, evidence)
    edges = {
        kind: _sift_all(kind, rows.edges.get(kind, ()), around, found) for kind in RELATIONSHIPS
    }
    return Sifted(GraphRows(rows.organization_id, nodes, edges), tuple(found))


def to_table_rows(
    organization_id: str, created_at: datetime, found: Sequence[Found]
) -> list[dict[str, Any]]:
    """Rows of `quarantine` and `quality_issues`, sorted by their natural key.

    Args:
        organization_id: whose rows they are.
        created_at: logical time of the graph.
        found: issues; the same one of the same row is there once.
    """
    made = {}
    for one in found:
        key = (one.label, _name_of(one.row), one.issue.field, one.issue.message)
        made[key] = {
            "id": derived_id(created_at, "quality_issues", organization_id, *key),
            "organization_id": organization_id,
            "label": one.label,
            "entity_id": _name_of(one.row),
            "field": one.issue.field,
            "severity": one.issue.severity,
            "message": one.issue.message,
            "suggestion": one.issue.suggestion,
            "sets_aside": json.dumps(one.issue.sets_aside),
            "entity": json.dumps(one.row, default=_plain, ensure_ascii=False, sort_keys=True),
            "created_at": created_at,
        }
    return [made[key] for key in sorted(made)]


def _sift_all(label: str, rows: Sequence[Row], around: Around, found: list[Found]) -> list[Row]:
    kept: dict[str, Row] = {}
    for row in rows:
        issues = [*validate_entity(label, row, around).issues, *_find_twice(row, kept)]
        found += [Found(label, row, one) for one in issues]
        aside = {name for one in issues for name in one.sets_aside}
        if ROW not in aside:
            kept[row["id"]] = {k: v for k, v in row.items() if k not in aside and v is not None}
    return list(kept.values())


def _find_twice(row: Row, kept: Mapping[str, Row]) -> Iterator[Issue]:
    if row.get("id") in kept:
        yield Issue("id", "Another row has the same id", "error", "Merge the two", (ROW,))


def _gather_evidence(rows: GraphRows) -> dict[str, Evidence]:
    credits: dict[str, set[str]] = defaultdict(set)
    for kind, some in rows.edges.items():
        for one in some:
            if one.get(START):
                credits[one[START]].add(kind)
    return {node: Evidence(frozenset(kinds)) for node, kinds in credits.items()}


def _name_of(row: Row) -> str:
    return str(row.get("id") or row.get("name") or "")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
