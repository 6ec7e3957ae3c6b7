"""What a record becomes before anybody gets it: hidden values taken out, property by property.

A `Shown` is made here and nowhere else (`_SEAL`), so what has the type has been filtered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from onevice_assets.entertainment.access.asker import Asker
from onevice_assets.entertainment.access.conditions import find_owner
from onevice_assets.entertainment.access.question import BEHIND, Question
from onevice_assets.entertainment.access.roles import AUDITED, GUEST
from onevice_assets.entertainment.graph.model.kinds import PUBLIC
from onevice_assets.entertainment.graph.model.levels import (
    GROUPS,
    LISTS,
    list_restricted,
    write_restricted,
)
from resources.errors import StoreError

Record = Mapping[str, Any]
_SEAL: Final = object()


class Shown(Mapping[str, Any]):
    """One record as its asker may see it: JSON-ready, hidden values left out."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any], seal: object) -> None:
        """Only this module has the seal."""
        if seal is not _SEAL:
            raise TypeError("a Shown is made by show.py alone: ask through a door")
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def without(self, *columns: str) -> Shown:
        """The same with less."""
        return Shown({n: v for n, v in self._values.items() if n not in columns}, _SEAL)

    def finish(self, question: Question) -> Shown:
        """The same without what only decides what is shown, for whoever asked."""
        values = {
            name: _finish(question.labels[name], one) if name in question.show else one
            for name, one in self._values.items()
            if name != BEHIND
        }
        return Shown(values, _SEAL)

    def __repr__(self) -> str:
        return f"Shown({', '.join(self._values)})"  # no values: it may end up in a log


def show(question: Question, records: Sequence[Record], asker: Asker) -> list[Shown]:
    """What an asker may see of the records of a question.

    What a role never sees is not there, rather than empty: who counts nulls learns nothing. A value
    that only documents tell which are hidden is empty, as one is that no document tells.

    Args:
        question: whose records.
        records: as the graph or the cache has them.
        asker: who gets them.

    Raises:
        StoreError: a record has a column that the question does not declare.
    """
    return [Shown(_show_one(question, one, asker), _SEAL) for one in records]


def show_to_anybody(question: Question, records: Sequence[Record]) -> list[dict[str, Any]] | None:
    """The part of an answer that any asker of the organization may see; none where none is safe.

    Computed columns are left out, for they may count hidden nodes; rows that not everybody sees
    too; and their order, which may follow a hidden figure.
    """
    if not question.has_fallback:
        return None
    anybody = Asker("anybody", GUEST, "anybody")
    kept = [
        {alias: _show_node(question.labels[alias], one[alias], anybody) for alias in question.show}
        for one in records
        if all(_is_public(question, alias, one[alias], anybody) for alias in question.show)
    ]
    return sorted(kept, key=lambda row: [str(node.get("id")) for node in row.values()])


def show_the_fallback(records: Sequence[Record]) -> list[Shown]:
    """What `show_to_anybody` kept, as somebody gets it."""
    return [Shown({alias: dict(node) for alias, node in one.items()}, _SEAL) for one in records]


def list_sensitive(question: Question, rows: Sequence[Shown]) -> dict[str, list[str]]:
    """What of level 1 and 2 stands in an answer: `Label.property` → ids of the nodes.

    `Label.*` stands for a node that is of such a level as a whole.
    """
    found: dict[str, list[str]] = {}
    for row in rows:
        for alias in set(question.show) & set(row):
            owner, node = find_owner(question.labels[alias]), row[alias]
            seen = list_restricted(node)
            names = [n for n, value in node.items() if value is not None and n not in LISTS
                     and min(owner.find(n).level, seen[n].level if n in seen else PUBLIC)
                     <= AUDITED]  # fmt: skip
            if owner.level_property and (node[owner.level_property] or 1) <= AUDITED:
                names.append("*")
            for name in names:
                found.setdefault(f"{question.labels[alias]}.{name}", []).append(str(node["id"]))
        behind = row.get(BEHIND)
        for column in question.columns:
            level = min(question.level_of(column), PUBLIC if behind is None else behind)
            if column in row and level <= AUDITED:
                ids = [str(row[alias]["id"]) for alias in question.show if alias in row]
                for told in question.columns[column]:
                    found.setdefault(told, []).extend(ids)
    return found


def _show_one(question: Question, record: Record, asker: Asker) -> dict[str, Any]:
    if unknown := set(record) - set(question.show) - set(question.columns):
        raise StoreError(
            f"{question.name} returned {', '.join(sorted(unknown))}, which it does not declare. "
            "Nothing was shown: declare the column, with the properties it tells of."
        )
    shown: dict[str, Any] = {}
    for name, value in record.items():
        if name in question.show:
            shown[name] = _show_node(question.labels[name], value, asker)
        elif asker.sees(question.level_of(name)):
            shown[name] = _plain(value)
    return shown


def _show_node(label: str, node: Record, asker: Asker) -> dict[str, Any]:
    words = set() if asker.role.sees_every_group else set(node.get("accessRestrictions") or ())
    declared = {one.name: one for one in find_owner(label).properties}
    restricted = list_restricted(node)
    hidden = {name for name, told in restricted.items() if not asker.may_see(told)}
    shown = {
        name: declared[name].unknown or None if name in hidden else _plain(value)
        for name, value in node.items()
        if name not in LISTS
        and declared[name].level >= asker.clearance
        and not (declared[name].restriction and declared[name].restriction in words)
    }
    # names of what is hidden go no further than the graph
    kept = {name: told for name, told in restricted.items() if name in shown.keys() - hidden}
    return {**shown, **write_restricted(kept)}


def _finish(label: str, node: Record) -> dict[str, Any]:
    owner = find_owner(label)
    return {name: value for name, value in node.items() if not owner.find(name).is_internal}


def _is_public(question: Question, alias: str, node: Record, anybody: Asker) -> bool:
    """Whether anybody sees the node, and what decided that it is among the rows."""
    name = find_owner(question.labels[alias]).level_property
    public = not name or (node.get(name) or 1) >= PUBLIC
    restricted = list_restricted(node)
    read = question.reads.get(alias, frozenset()) & restricted.keys()
    return public and not node.get(GROUPS) and all(anybody.may_see(restricted[one]) for one in read)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date | datetime) else value
