"""All rules over one row, in the seed's order: required, format, business, reference."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.entertainment.entities.quality.business import (
    CHECKS,
    Evidence,
    check_period,
)
from onevice_assets.entertainment.entities.quality.formats import check_formats
from onevice_assets.entertainment.entities.quality.issues import (
    Issue,
    ValidationResult,
    note,
    set_aside_row,
    warn,
)
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.rows import END, START

Row = Mapping[str, Any]

_NAMED = ("Person", "Project", "Organization", "CreativeConcept", "Union")
_REQUIRED = {
    **dict.fromkeys(_NAMED, ("id", "organization_id", "name")),
    "Document": ("id", "organization_id", "filename"),
}
_WANTED = {
    "Person": ("roleType",),
    "Project": ("type", "status"),
    "Organization": ("type",),
    "Document": ("type", "sensitivityLevel"),
    "Union": ("unionCode",),
}
"""Without these a row is found by few queries; it goes on with an info."""


@dataclass(frozen=True)
class Around:
    """What of an organization's graph a row is judged by.

    Attributes:
        ids: of the nodes that there are, by label.
        evidence: node's id → what other rows say of it.
    """

    ids: Mapping[str, Container[str]] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def validate_entity(label: str, row: Row, around: Around | None = None) -> ValidationResult:
    """What is wrong with a node or relationship.

    Args:
        label: declared in the model, or a type of relationship.
        row: its properties; a relationship's with `start` and `end`.
        around: what references and roles are judged by; without it references are not looked at.

    Raises:
        KeyError: there is no such label or type.
    """
    given = around or Around()
    found = [*_check_required(label, row)]
    ends = {START: row.get(START), END: row.get(END)} if label in RELATIONSHIPS else {}
    found += check_formats(label, {k: v for k, v in row.items() if k not in ends})
    wrong = {name for one in found for name in one.sets_aside}
    # what is of a wrong kind cannot be compared with anything
    rest = {name: value for name, value in row.items() if name not in wrong}
    check = CHECKS.get(label) if label in NODES else check_period
    if check is not None:
        found += check(rest, given.evidence.get(str(row.get("id")), Evidence()))
    if around is not None:
        found += _check_references(label, row, given)
    return ValidationResult(tuple(found))


def _check_required(label: str, row: Row) -> Iterator[Issue]:
    required = _REQUIRED.get(label, ("id", "organization_id", START, END))
    for name in required:
        value = row.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield set_aside_row(name, f"{label} has no {name}", f"Give {name}")
    for name in _WANTED.get(label, ()):
        if row.get(name) in (None, ""):
            yield note(name, f"{label} has no {name}", f"Add {name} if it is known")


def _check_references(label: str, row: Row, around: Around) -> Iterator[Issue]:
    if label not in RELATIONSHIPS:
        return
    edge = RELATIONSHIPS[label]
    for end, wanted in ((START, edge.start), (END, edge.end)):
        if row.get(end) and row[end] not in around.ids.get(wanted, ()):
            message = f"{label} refers to the {wanted} {row[end]}, which is not there"
            yield set_aside_row(end, message, f"Add the {wanted} or leave the {label} out")
    if row.get(START) and row.get(START) == row.get(END):
        yield set_aside_row(END, f"{label} leads from {row[START]} to itself", "Leave it out")
    if label == "COLLABORATED_WITH" and len(row.get("projects") or ()) != row.get("totalProjects"):
        yield warn("totalProjects", "Not the number of the projects named", "Derive it again")
