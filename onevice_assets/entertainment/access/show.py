"""What a record becomes before anybody gets it: hidden values taken out, property by property.

A `Shown` is made here and nowhere else (`_SEAL`), so what has the type has been filtered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from onevice_assets.entertainment.access.asker import Asker
from onevice_assets.entertainment.access.question import Question
from onevice_assets.entertainment.access.roles import AUDITED
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import PUBLIC
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

    def __repr__(self) -> str:
        return f"Shown({', '.join(self._values)})"  # no values: it may end up in a log


def show(question: Question, records: Sequence[Record], asker: Asker) -> list[Shown]:
    """What an asker may see of the records of a question.

    A hidden property is not there, rather than empty: who counts nulls learns nothing.

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
    kept = []
    for one in records:
        nodes = {alias: _show_node(question.labels[alias], one[alias], PUBLIC, restricted=True)
                 for alias in question.show}  # fmt: skip
        if all(_is_public(question.labels[alias], one[alias]) for alias in question.show):
            kept.append(nodes)
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
            label, node = NODES[question.labels[alias]], row[alias]
            names = [n for n, value in node.items()
                     if value is not None and label.find(n).level <= AUDITED]  # fmt: skip
            if label.level_property and (node[label.level_property] or 1) <= AUDITED:
                names.append("*")
            for name in names:
                found.setdefault(f"{label.label}.{name}", []).append(str(node["id"]))
        for column in question.columns:
            if column in row and question.level_of(column) <= AUDITED:
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
            restricted = not asker.role.sees_every_group
            label = question.labels[name]
            shown[name] = _show_node(label, value, asker.clearance, restricted=restricted)
        elif asker.sees(question.level_of(name)):
            shown[name] = _plain(value)
    return shown


def _show_node(label: str, node: Record, clearance: int, *, restricted: bool) -> dict[str, Any]:
    words = set(node.get("accessRestrictions") or ()) - {""} if restricted else set()
    declared = {one.name: one for one in NODES[label].properties}
    return {
        name: _plain(value)
        for name, value in node.items()
        if declared[name].level >= clearance and declared[name].restriction not in words
    }


def _is_public(label: str, node: Record) -> bool:
    name = NODES[label].level_property
    public = not name or (node.get(name) or 1) >= PUBLIC
    return public and not node.get("accessGroups")


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date | datetime) else value
