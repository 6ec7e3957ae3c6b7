"""Relationships between resolved nodes: of every one, the surest value of each property.

Several documents may say one relationship, and each may tell something else of it. The surest
reading decides, of equals the newest document. Counts of one document are added up.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onevice_assets.entertainment.entities.assembling.protect import (
    choose_open,
    protect_value,
    read_protection,
)
from onevice_assets.entertainment.entities.assembling.sources import Sources
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.read_facts import LEFT
from onevice_assets.entertainment.entities.resolving.gather import Row
from onevice_assets.entertainment.graph.model.every import RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Kind, Property
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    join_protections,
    restrict,
    tell_protection,
)
from onevice_assets.entertainment.graph.model.rows import Row as EdgeRow
from onevice_assets.entertainment.graph.model.rows import make_edge, make_node_id

_ROLE = "role"
_CREDITS = ("DIRECTED", "CREATIVE_DIRECTED", "PERFORMED_IN", "PRODUCED")
_NAMING = ("agency", "signatory", "clientContact", "accountManager")
_DAY = 10  # characters of an ISO day


@dataclass(frozen=True)
class _Said:
    """One relationship as one document says it."""

    document: Row
    confidence: float
    properties: Mapping[str, Any]

    @property
    def seen(self) -> Protection:
        """Who may see the document."""
        return read_protection(self.document)


def make_edges(sources: Sources) -> dict[str, list[EdgeRow]]:
    """Every relationship that documents say between nodes that there are, by type.

    A credit's role tells it from another one of the same two, where it is one that the model
    declares; a reading without such a role joins the one that has it.
    """
    said: dict[tuple[str, str, str], dict[str, list[_Said]]] = defaultdict(
        lambda: defaultdict(list)
    )
    names = _Names(sources)
    for row in sources.gathered.relationships:
        ends = _find_ends(sources, row)
        if ends is None:
            continue
        document = sources.gathered.by_file[row["document_file_id"]]
        told = names.spell(row["document_file_id"], json.loads(row["properties"]))
        properties = _take_declared(row["type"], told)
        role = properties.get(_ROLE) or ""
        one = _Said(document, row["confidence"], properties)
        said[row["type"], *ends][role].append(one)
    left = _find_left(sources)
    made: dict[str, list[EdgeRow]] = {kind: [] for kind in RELATIONSHIPS}
    for (kind, start, end), by_role in said.items():
        for role, every in _join_roleless(by_role).items():
            which = (role,) if role else ()
            gone = left.get((start, end), []) if kind in _CREDITS else []
            told = _fold(RELATIONSHIPS[kind].properties, every, gone)
            owner = sources.gathered.organization_id
            made[kind].append(make_edge(kind, owner, start, end, *which, **told))
    return made


class _Names:
    """How the nodes are called that a text names beside a relationship."""

    def __init__(self, sources: Sources) -> None:
        called = {
            entity.id: sources.name(entity)
            for one in sources.resolution.linked.values()
            for entity in one.entities
        }
        entity_of = sources.resolution.entity_of
        self._names = {
            (row["document_file_id"], row["name_key"]): called[entity_of[row["id"]]]
            for row in sources.gathered.entities
            if row["kind"] in ("Person", "Organization") and row["id"] in entity_of
        }

    def spell(self, file: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """The same properties with names as their nodes have them."""
        return {
            name: self._names.get((file, name_key(value)), value) if name in _NAMING else value
            for name, value in told.items()
        }


def _find_left(sources: Sources) -> dict[tuple[str, str], list[_Said]]:
    """Who left which project: the days that documents say, the earliest in front."""
    found: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for row in sources.gathered.relationships:
        day = json.loads(row["properties"]).get("endDate") if row["type"] == LEFT else None
        start = _node(sources, "Person", row["source_id"])
        end = _node(sources, "Project", row["target_id"])
        if day and start and end:
            document = sources.gathered.by_file[row["document_file_id"]]
            gone = {"endDate": date.fromisoformat(day[:_DAY])}
            found[start, end].append(_Said(document, row["confidence"], gone))
    return {
        ends: sorted(every, key=lambda one: one.properties["endDate"])
        for ends, every in found.items()
    }


def _find_ends(sources: Sources, row: Row) -> tuple[str, str] | None:
    """Ids of the nodes of a relationship; none where an end is no node."""
    edge = RELATIONSHIPS.get(row["type"])
    if edge is None:
        return None
    if edge.start == "Document":
        document = sources.gathered.by_file[row["document_file_id"]]
        start: str | None = make_node_id("Document", document["document_id"])
    else:
        start = _node(sources, edge.start, row["source_id"])
    end = _node(sources, edge.end, row["target_id"])
    return (start, end) if start and end else None


def _node(sources: Sources, label: str, identity: str) -> str | None:
    known = sources.gathered.by_entity.get(identity)
    return sources.node_id(label, identity) if known and known["kind"] == label else None


def _take_declared(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the model has room for: its properties, and of a choice what may be chosen.

    Pay in another currency than USD is left out, for the model's is in USD.
    """
    declared = {one.name: one for one in RELATIONSHIPS[kind].properties}
    foreign = told.get("currency") not in (None, "USD")
    return {
        name: _to_kind(declared[name], value)
        for name, value in told.items()
        if name in declared
        and (not declared[name].values or value in declared[name].values)
        and not (foreign and name == "compensation")
    }


def _to_kind(one: Property, value: Any) -> Any:
    return date.fromisoformat(value[:_DAY]) if one.kind == Kind.DAY else value


def _join_roleless(by_role: Mapping[str, list[_Said]]) -> dict[str, list[_Said]]:
    """Readings by role; those without one belong to the surest that has one."""
    named = {role: list(every) for role, every in by_role.items() if role}
    if not named:
        return dict(by_role)
    surest = min(named, key=lambda role: (-max(one.confidence for one in named[role]), role))
    named[surest] += by_role.get("", [])
    return named


def _fold(
    declared: Iterable[Property], every: Sequence[_Said], left: Sequence[_Said]
) -> dict[str, Any]:
    """The properties of a relationship that several documents say, and who may see them.

    Args:
        declared: of its type.
        every: what documents say of it.
        left: days that somebody left, where no document says so with the relationship itself.
    """
    ranked = sorted(
        every,
        key=lambda one: (one.confidence, one.document["created_at"], one.document["id"]),
        reverse=True,
    )
    told: dict[str, Any] = {}
    for one in (*ranked, *left):
        told = {**one.properties, **told}
    names = {one.name for one in declared}
    for name, join in _JOINED.items():
        values = [one.properties[name] for one in every if name in one.properties]
        if name in names and values:
            told[name] = join(values)
    own = join_protections(one.seen for one in every)
    seen = {name: protect_value(_list_told([*every, *left], name), told[name]) for name in told}
    open_ = choose_open(every, own, lambda one: one.seen)
    if "createdAt" in names:
        told["createdAt"] = min(one.document["first_at"] for one in open_)
    if "updatedAt" in names:
        told["updatedAt"] = max(one.document["created_at"] for one in open_)
    if "documentPhase" in names:
        told["documentPhase"] = ranked[0].document["project_phase"]
    return {**told, **tell_protection(own), **restrict(seen, own)}


def _list_told(every: Iterable[_Said], name: str) -> list[tuple[Any, Protection]]:
    return [(one.properties[name], one.seen) for one in every if name in one.properties]


def _join_pages(pages: Sequence[Sequence[int]]) -> list[int]:
    return sorted({page for some in pages for page in some})


_JOINED: Mapping[str, Any] = {
    "mentionCount": sum,
    "pageNumbers": _join_pages,
    "isMainDocument": any,
    "creditOrder": min,
}
"""Properties that are put together of all documents, and how."""
