"""A graph as everybody sees it who may see one of its nodes.

What is derived of that node is made of nothing else (ADR 30), so it neither tells of what is hidden
nor differs from asker to asker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    list_restricted,
    protection_of,
    protection_of_node,
)
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row

Beside = Mapping[str, Mapping[str, list[Row]]]
"""Node → other node → relationships between the two."""


class Sight:
    """What may be seen of rows by everybody who may see something."""

    def __init__(self, rows: GraphRows) -> None:
        """Take the rows as they are; nothing is copied."""
        self._rows = rows

    def own(self, identity: str) -> Protection:
        """Who may see a node."""
        return self._own[identity]

    def node(self, identity: str, by: Protection) -> Row | None:
        """A node as everybody sees it whom `by` lets in; none where some of them do not."""
        if not by.covers(self._own[identity]):
            return None
        return see_row(self._nodes[identity], by)

    def beside(self, kinds: Iterable[str], *, of: str) -> Beside:
        """The relationships of some types by `of` (an end) and by the other end."""
        other = END if of == START else START
        found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for kind in kinds:
            for edge in self._rows.edges.get(kind, ()):
                found[edge[of]][edge[other]].append(edge)
        return found

    def nodes_beside(self, beside: Mapping[str, list[Row]], by: Protection) -> list[Row]:
        """The nodes of which everybody sees both them and a relationship to them, by id."""
        tied = (
            self.node(one, by)
            for one in sorted(beside)
            if any(by.covers(protection_of(edge)) for edge in beside[one])
        )
        return [one for one in tied if one is not None]

    @cached_property
    def _nodes(self) -> dict[str, Row]:
        return {one["id"]: one for some in self._rows.nodes.values() for one in some}

    @cached_property
    def _own(self) -> dict[str, Protection]:
        return {
            one["id"]: protection_of_node(NODES[label], one)
            for label, some in self._rows.nodes.items()
            for one in some
        }


def see_row(row: Row, by: Protection) -> Row:
    """A node or relationship without the properties that not everybody sees whom `by` lets in."""
    hidden = {name for name, told in list_restricted(row).items() if not by.covers(told)}
    return {name: value for name, value in row.items() if name not in hidden} if hidden else row
