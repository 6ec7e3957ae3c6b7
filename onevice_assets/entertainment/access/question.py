"""A question to the graph: a statement whose conditions and shown properties are written here.

    question("entertainment.talent.x",
             "MATCH (p:Person) WHERE @see(p) AND p.roleType = $role RETURN @show(p), n AS credits",
             show={"p": ("name", "dayRate")}, columns={"credits": ("Project.name",)})

`@see(p)` becomes the conditions under which an asker may see that node at all, `@show(p)` a map of
the named properties. `@near(p:Person)` begins one with candidates and a `score` (`candidates.py`).
A question that matches a node without `@see`, or reads a sensitive property that no column or
filter owns up to, is refused when its module is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.entertainment.access.asker import Asker
from onevice_assets.entertainment.access.candidates import GIVEN, INDEXED
from onevice_assets.entertainment.access.roles import GUEST
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import (
    PUBLIC,
    Kind,
    Node,
    Property,
    Relationship,
)
from resources.cypher import Statement, define

_NODE = re.compile(r"\(\s*(\w*)\s*:\s*(\w+)")
_EDGE = re.compile(r"\[\s*(\w+)\s*:\s*(\w+)")
_SEE = re.compile(r"@see\((\w+)\)")
_SHOW = re.compile(r"@show\((\w+)\)")
_READ = re.compile(r"\b(\w+)\.(\w+)")
_NEAR = re.compile(r"@near\((\w+):(\w+)\)")
_DECIDING = ("id", "accessRestrictions", "accessGroups")


@dataclass(frozen=True)
class Question:
    """One statement, and what may become of its records.

    Attributes:
        statement: with every condition in it; of given candidates, where it has any.
        in_index: the same of candidates that an index finds; none where it has no candidates.
        show: alias of a returned node → its properties, those that decide included.
        labels: alias → label, of every node it matches.
        columns: other returned columns → properties they are computed from, as `Label.name`.
        filters: parameters that may be none → properties they are compared with.
        has_fallback: nothing hidden decides which rows there are nor their order, so the public
            part of anybody's answer may be kept for everybody.
    """

    statement: Statement
    show: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    filters: Mapping[str, tuple[str, ...]]
    has_fallback: bool
    in_index: Mapping[str, Statement] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the statement."""
        return self.statement.name

    def level_of(self, column: str) -> int:
        """The most sensitive level that a computed column, or a filter, tells of."""
        told = (*self.columns.get(column, ()), *self.filters.get(column, ()))
        return min((find_property(one).level for one in told), default=PUBLIC)


@dataclass
class _Draft:
    """What is checked before it is a question."""

    name: str
    text: str
    show: Mapping[str, Sequence[str]]
    columns: Mapping[str, Sequence[str]]
    filters: Mapping[str, Sequence[str]]
    labels: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)


def question(
    name: str,
    text: str,
    *,
    show: Mapping[str, Sequence[str]],
    columns: Mapping[str, Sequence[str]] | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    has_fallback: bool = False,
    **example: Any,
) -> Question:
    """Declare a question; call it at module level only.

    Args:
        name: unique dotted name.
        text: Cypher with `@see` and `@show`.
        show: alias of each returned node → properties to return.
        columns: every other returned column → the properties it tells of (`Label.name`).
        filters: parameter → properties that it is compared with, where these are sensitive.
        has_fallback: which rows there are, and their order, depends on shown nodes alone.
        **example: parameters it can be tried with.

    Raises:
        ValueError: it would show or compare what nobody accounts for.
    """
    draft = _Draft(name, text, show, columns or {}, filters or {})
    _check(draft)
    if has_fallback:
        _check_fallback(draft)
    given = Asker("none", GUEST, "nobody").parameters
    shown = {alias: _complete(draft.labels[alias], names) for alias, names in show.items()}

    def write(source: str) -> str:
        return _write(draft, source, shown)

    has_candidates = bool(_NEAR.search(text))
    return Question(
        define(name, write(GIVEN), **{**given, **example}),
        shown,
        draft.labels,
        {one: tuple(of) for one, of in draft.columns.items()},
        {one: tuple(of) for one, of in draft.filters.items()},
        has_fallback,
        {
            one: Statement(f"{name}.by_{one}", " ".join(write(INDEXED[one]).split()))
            for one in INDEXED
            if has_candidates
        },
    )


def _write(draft: _Draft, source: str, shown: Mapping[str, Sequence[str]]) -> str:
    whole = _NEAR.sub(lambda one: source.format(*one.groups()), draft.text)
    whole = _SEE.sub(lambda one: see(one[1], draft.labels[one[1]]), whole)
    return _SHOW.sub(lambda one: _map(one[1], shown[one[1]]), whole)


def see(alias: str, label: str) -> str:
    """The conditions under which an asker sees a node, as Cypher with parameters."""
    node = NODES[label]
    found = [
        f"{alias}.organization_id = $organization_id",
        f"coalesce({alias}.isActive, true)",
    ]
    if node.level_property:
        found.append(f"coalesce({alias}.{node.level_property}, 1) >= $clearance")
    if _has(node, "accessGroups"):
        found.append(
            f"($sees_every_group OR size(coalesce({alias}.accessGroups, [])) = 0 "
            f"OR any(one IN {alias}.accessGroups WHERE one IN $groups))"
        )
    return " AND ".join(found)


def find_property(told: str) -> Property:
    """The declaration of `Label.name` or `TYPE.name`.

    Raises:
        KeyError: there is none.
    """
    label, _, name = told.partition(".")
    owner: Node | Relationship = NODES[label] if label in NODES else RELATIONSHIPS[label]
    return owner.find(name)


def _check(draft: _Draft) -> None:
    for alias, label in _NODE.findall(draft.text):
        if not alias or label not in NODES:
            raise ValueError(f"{draft.name}: a node ({alias}:{label}) needs a name and our label")
        draft.labels[alias] = label
    draft.kinds = dict(_EDGE.findall(draft.text))
    if hidden := set(draft.labels) - set(_SEE.findall(draft.text)):
        raise ValueError(f"{draft.name}: no @see for {', '.join(sorted(hidden))}")
    if set(_SHOW.findall(draft.text)) != set(draft.show):
        raise ValueError(f"{draft.name}: what is declared to be shown is not what @show names")
    for alias, names in draft.show.items():
        for one in names:
            found = NODES[draft.labels[alias]].find(one)
            if found.kind is Kind.VECTOR or found.is_internal:
                raise ValueError(f"{draft.name}: {one} is for conditions; nobody is shown it")
    _check_reads(draft)


def _check_reads(draft: _Draft) -> None:
    """Every sensitive property the text reads stands behind a column or a filter."""
    told = {one for of in (*draft.columns.values(), *draft.filters.values()) for one in of}
    for one in told:
        find_property(one)
    owners = {**draft.kinds, **draft.labels}
    for alias, name in _READ.findall(draft.text):
        if alias not in owners:
            continue
        read = f"{owners[alias]}.{name}"
        found = find_property(read)
        if found.level < PUBLIC and read not in told:
            raise ValueError(f"{draft.name}: reads {read} and no column or filter says so")
        if found.restriction and _has(NODES.get(owners[alias]), "accessRestrictions"):
            raise ValueError(f"{draft.name}: {read} may be restricted: it can only be shown")


def _check_fallback(draft: _Draft) -> None:
    for alias, label in draft.labels.items():
        has_level = bool(NODES[label].level_property)
        if has_level and alias not in draft.show and _decides(draft.text, alias):
            raise ValueError(
                f"{draft.name}: rows depend on {alias}, which is not shown: no fallback is safe"
            )


def _decides(text: str, alias: str) -> bool:
    """Whether rows depend on a node: it is matched other than by OPTIONAL MATCH."""
    parts = re.split(r"\b(?=OPTIONAL MATCH|MATCH|WITH|RETURN|UNWIND|CALL)", text)
    clauses = _clauses(parts)
    return any(
        re.search(rf"\(\s*{alias}\s*:", one) and not one.startswith("OPTIONAL") for one in clauses
    )


def _clauses(parts: Sequence[str]) -> Iterator[str]:
    """Clauses; `OPTIONAL ` and the `MATCH` after it are one."""
    before = ""
    for one in parts:
        if one.strip() == "OPTIONAL":
            before = "OPTIONAL "
            continue
        yield before + one
        before = ""


def _complete(label: str, names: Sequence[str]) -> tuple[str, ...]:
    """The properties, and those that decide what is shown of them."""
    node = NODES[label]
    deciding = [*_DECIDING, node.level_property]
    found = [one for one in deciding if _has(node, one)]
    return tuple(dict.fromkeys([*found, *names]))


def _map(alias: str, names: Sequence[str]) -> str:
    return f"{alias} {{{', '.join(f'.{one}' for one in names)}}} AS {alias}"


def _has(node: Node | None, name: str) -> bool:
    return node is not None and any(one.name == name for one in node.properties)
