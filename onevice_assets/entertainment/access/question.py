"""A question to the graph: a statement whose conditions and shown properties are written here.

    question("entertainment.talent.x",
             "MATCH (p:Person) WHERE @see(p) AND p.roleType = $role RETURN @show(p), n AS credits",
             show={"p": ("name", "dayRate")}, columns={"credits": ("Project.name",)})

`@show(p)` becomes a map of the named properties, `@see`, `@read` and `@level` what `conditions.py`
says; `@near(p:Person)` begins one with candidates and a `score` (`candidates.py`). A question that
matches a node or a relationship without `@see`, reads what fewer may see than the whole without
`@read`, or a sensitive property that no column or filter owns up to, is refused when its module is
imported. A column that is made of what is not shown needs the column `behind`: the most sensitive
level of what it is made of, for the audit log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.entertainment.access.asker import Asker
from onevice_assets.entertainment.access.candidates import GIVEN, INDEXED
from onevice_assets.entertainment.access.conditions import (
    READ,
    SEE,
    find_owner,
    has,
    may_be_restricted,
    write_conditions,
)
from onevice_assets.entertainment.access.fallback import find_deciding
from onevice_assets.entertainment.access.roles import GUEST
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import PUBLIC, Kind, Property
from onevice_assets.entertainment.graph.model.levels import AMONG, LEVELS, NAMES
from resources.cypher import Statement, define

_NODE = re.compile(r"\(\s*(\w*)\s*:\s*(\w+)")
_EDGE = re.compile(r"-\[([^\]]*)\]-|\)\s*<?--")
_NAMED = re.compile(r"\s*(\w+)\s*:\s*(\w+)\s*")
_SHOW = re.compile(r"@show\((\w+)\)")
_READ = re.compile(r"\b(\w+)\.(\w+)")
_NEAR = re.compile(r"@near\((\w+):(\w+)\)")
_DECIDING = ("id", "accessRestrictions", "accessGroups", NAMES, LEVELS, AMONG)
BEHIND = "behind"
"""Column of the most sensitive level that a row's other columns are made of; shown to nobody."""


@dataclass(frozen=True)
class Question:
    """One statement, and what may become of its records.

    Attributes:
        statement: with every condition in it; of given candidates, where it has any.
        in_index: the same of candidates that an index finds; none where it has no candidates.
        show: alias of a returned node or relationship → properties, those that decide included.
        labels: alias → label or type, of every node and relationship it matches.
        reads: alias → properties that decide which rows there are, if they are theirs to see.
        columns: other returned columns → properties they are computed from, as `Label.name`.
        filters: parameters that may be none → properties they are compared with.
        has_fallback: nothing hidden decides which rows there are nor their order, so the public
            part of anybody's answer may be kept for everybody.
    """

    statement: Statement
    show: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    reads: Mapping[str, frozenset[str]]
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
        text: Cypher with `@see`, `@read`, `@level` and `@show`.
        show: alias of each returned node or relationship → properties to return.
        columns: every other returned column → the properties it tells of (`Label.name`).
        filters: parameter → properties that it is compared with, where these are sensitive.
        has_fallback: which rows there are, and their order, depends on shown nodes alone.
        **example: parameters it can be tried with.

    Raises:
        ValueError: it would show or compare what nobody accounts for.
    """
    draft = _Draft(name, text, show, columns or {}, filters or {})
    _check(draft)
    if has_fallback and (hidden := find_deciding(text, draft.labels, show)):
        raise ValueError(
            f"{name}: rows depend on {hidden}, which is not shown: no fallback is safe"
        )
    given = Asker("none", GUEST, "nobody").parameters
    shown = {alias: _complete(draft.labels[alias], names) for alias, names in show.items()}

    def write(source: str) -> str:
        return _write(draft, source, shown)

    sources = INDEXED if _NEAR.search(text) else ()
    return Question(
        define(name, write(GIVEN), **{**given, **example}),
        shown,
        draft.labels,
        _list_reads(text),
        {one: tuple(of) for one, of in draft.columns.items()},
        {one: tuple(of) for one, of in draft.filters.items()},
        has_fallback,
        {
            one: Statement(f"{name}.by_{one}", " ".join(write(INDEXED[one]).split()))
            for one in sources
        },
    )


def _write(draft: _Draft, source: str, shown: Mapping[str, Sequence[str]]) -> str:
    whole = _NEAR.sub(lambda one: source.format(*one.groups()), draft.text)
    whole = write_conditions(whole, draft.labels)
    return _SHOW.sub(lambda one: _map(one[1], shown[one[1]]), whole)


def find_property(told: str) -> Property:
    """The declaration of `Label.name` or `TYPE.name`.

    Raises:
        KeyError: there is none.
    """
    label, _, name = told.partition(".")
    return find_owner(label).find(name)


def _check(draft: _Draft) -> None:
    _name_matched(draft)
    if hidden := set(draft.labels) - set(SEE.findall(draft.text)):
        raise ValueError(f"{draft.name}: no @see for {', '.join(sorted(hidden))}")
    if set(_SHOW.findall(draft.text)) != set(draft.show):
        raise ValueError(f"{draft.name}: what is declared to be shown is not what @show names")
    for alias, names in draft.show.items():
        for one in names:
            found = find_owner(draft.labels[alias]).find(one)
            if found.kind is Kind.VECTOR or found.is_internal:
                raise ValueError(f"{draft.name}: {one} is for conditions; nobody is shown it")
    if draft.columns and set(draft.labels) - set(draft.show) and BEHIND not in draft.columns:
        raise ValueError(f"{draft.name}: no column {BEHIND} says of which level the others are")
    _check_reads(draft)


def _name_matched(draft: _Draft) -> None:
    for alias, label in _NODE.findall(draft.text):
        if not alias or label not in NODES:
            raise ValueError(f"{draft.name}: a node ({alias}:{label}) needs a name and our label")
        draft.labels[alias] = label
    for inside in _EDGE.findall(draft.text):
        named = _NAMED.fullmatch(inside)
        if not named or named[2] not in RELATIONSHIPS:
            raise ValueError(f"{draft.name}: a relationship [{inside}] needs a name and our type")
        draft.labels[named[1]] = named[2]


def _check_reads(draft: _Draft) -> None:
    """Every sensitive property the text reads stands behind a column or a filter."""
    told = {one for of in (*draft.columns.values(), *draft.filters.values()) for one in of}
    for one in told:
        find_property(one)
    guarded = set(READ.findall(draft.text))
    for alias, name in _READ.findall(draft.text):
        if alias not in draft.labels:
            continue
        owner = find_owner(draft.labels[alias])
        read, found = f"{draft.labels[alias]}.{name}", owner.find(name)
        if found.level < PUBLIC and read not in told:
            raise ValueError(f"{draft.name}: reads {read} and no column or filter says so")
        if found.restriction and has(owner, "accessRestrictions"):
            raise ValueError(f"{draft.name}: {read} may be restricted: it can only be shown")
        if may_be_restricted(owner, name) and (alias, name) not in guarded:
            raise ValueError(f"{draft.name}: {read} is not for everybody who sees it: @read it")


def _list_reads(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for alias, name in READ.findall(text):
        found.setdefault(alias, set()).add(name)
    return {alias: frozenset(names) for alias, names in found.items()}


def _complete(label: str, names: Sequence[str]) -> tuple[str, ...]:
    """The properties, and those that decide what is shown of them."""
    owner = find_owner(label)
    deciding = [*_DECIDING, owner.level_property]
    found = [one for one in deciding if has(owner, one)]
    return tuple(dict.fromkeys([*found, *names]))


def _map(alias: str, names: Sequence[str]) -> str:
    return f"{alias} {{{', '.join(f'.{one}' for one in names)}}} AS {alias}"
