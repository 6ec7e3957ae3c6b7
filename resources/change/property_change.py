"""Graph: properties of a relationship by other names. One statement writes both.

Relationships of the type are made whole and never changed in place, as ours are (`graph_rows.py`):
so what the backfill reads of one cannot become old before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from resources.cypher import Statement, define
from resources.graph_rows import define_create_edges

if TYPE_CHECKING:
    from resources.change.phase import Phase
    from resources.change.store_change import Alone, Row
    from resources.graph_store import GraphStore, GraphTransaction

_BATCH: Final = 5_000


@dataclass(frozen=True)
class RenameStatements:
    """The Cypher of one renaming; made at module level, so that the contract test knows it."""

    names: Mapping[str, str]
    page: Statement
    known: Statement
    create: Statement
    to_new: Statement
    to_old: Statement
    clear_new: Statement
    clear_old: Statement
    compare: Statement


def define_renaming(
    owner: str, label: str, kind: str, names: Mapping[str, str]
) -> RenameStatements:
    """The statements for the relationships of a type between two nodes of one label.

    Args:
        owner: what their names begin with.
        label: of both nodes; nodes and relationships have a unique `id`.
        kind: the relationships' type.
        names: new name by old one; an old one is on every relationship, or none of them is.
    """
    back = {new: old for old, new in names.items()}
    edge = f"(a:{label})-[f:{kind}]->(b:{label})"
    differs = " OR ".join(
        f"f.{old} IS NULL OR f.{new} IS NULL OR f.{old} <> f.{new}" for old, new in names.items()
    )
    return RenameStatements(
        names,
        page=define(
            f"{owner}.page",
            f"MATCH {edge} WHERE f.id > $after RETURN f.id AS id, a.id AS start, b.id AS end, "
            f"properties(f) AS properties ORDER BY id LIMIT {_BATCH}",
            after="",
        ),
        known=define(
            f"{owner}.known",
            f"UNWIND $rows AS row MATCH (a:{label} {{id: row.start}})-[f:{kind}]->() "
            "WHERE f.id = row.id RETURN f.id AS id",
            rows=[{"id": "none", "start": "none"}],
        ),
        create=define_create_edges(f"{owner}.create", kind, label, label),
        to_new=_define_copy(f"{owner}.to_new", edge, names),
        to_old=_define_copy(f"{owner}.to_old", edge, back),
        clear_new=_define_clear(f"{owner}.clear_new", edge, back),
        clear_old=_define_clear(f"{owner}.clear_old", edge, names),
        compare=define(
            f"{owner}.compare", f"MATCH {edge} WHERE {differs} RETURN f.id AS id LIMIT 6"
        ),
    )


def _define_copy(name: str, edge: str, names: Mapping[str, str]) -> Statement:
    some = " OR ".join(f"(f.{there} IS NOT NULL AND f.{to} IS NULL)" for there, to in names.items())
    copied = ", ".join(f"f.{to} = f.{there}" for there, to in names.items())
    return define(
        name,
        f"MATCH {edge} WHERE {some} WITH f LIMIT {_BATCH} WITH collect(f) AS some "
        f"UNWIND some AS f SET {copied} RETURN count(f) AS changed",
    )


def _define_clear(name: str, edge: str, names: Mapping[str, str]) -> Statement:
    there = " OR ".join(f"f.{one} IS NOT NULL" for one in names)
    return define(
        name,
        f"MATCH {edge} WHERE {there} WITH f LIMIT {_BATCH} WITH collect(f) AS some "
        f"UNWIND some AS f REMOVE {', '.join(f'f.{one}' for one in names)} "
        "RETURN count(f) AS changed",
    )


@dataclass(frozen=True)
class PropertyChange:
    """See `StoreChange`; writers build a relationship's properties with `write_properties`."""

    graph: GraphStore
    name: str
    what: str
    statements: RenameStatements
    store: str = "graph"
    is_atomic: bool = True
    adds: frozenset[str] = frozenset()

    def read_old(self) -> Iterator[Row]:
        """See `StoreChange`."""
        after = ""
        with self.graph.session() as session:
            while page := session.read(self.statements.page, after=after):
                yield from page
                after = page[-1]["id"]

    def put_back(self, rows: Iterable[Row]) -> int:
        """See `StoreChange`; a relationship whose nodes are gone stays gone."""
        left, count = iter(rows), 0
        with self.graph.session() as session:
            while some := [dict(row) for row in islice(left, _BATCH)]:
                count += session.change("change.put_back", partial(self._put_back, some))
        return count

    def make_new(self) -> None:
        """See `StoreChange`: a graph needs nothing for a property."""

    def drop_new(self) -> None:
        """See `StoreChange`."""
        self._repeat(self.statements.clear_new)

    def start_dual_write(self) -> None:
        """See `StoreChange`: writers do."""

    def stop_dual_write(self) -> None:
        """See `StoreChange`."""

    def fill_new(self, alone: Alone) -> int:  # noqa: ARG002
        """See `StoreChange`."""
        return self._repeat(self.statements.to_new)

    def clear_new(self) -> None:
        """See `StoreChange`."""
        self._repeat(self.statements.clear_new)

    def compare(self) -> list[str]:
        """See `StoreChange`."""
        with self.graph.session() as session:
            found = session.read(self.statements.compare)
        return [f"relationship {one['id']}" for one in found]

    def drop_old(self) -> None:
        """See `StoreChange`."""
        self._repeat(self.statements.clear_old)

    def make_old(self) -> None:
        """See `StoreChange`."""

    def fill_old(self, alone: Alone) -> int:  # noqa: ARG002
        """See `StoreChange`."""
        return self._repeat(self.statements.to_old)

    def _repeat(self, statement: Statement) -> int:
        """A batch a transaction, until nothing is left."""
        count = 0
        with self.graph.session() as session:
            while changed := session.change(statement.name, partial(_send, statement)):
                count += changed
        return count

    def _put_back(self, rows: list[dict[str, Any]], transaction: GraphTransaction) -> int:
        found = {one["id"] for one in transaction.read(self.statements.known, rows=rows)}
        missing = [one for one in rows if one["id"] not in found]
        transaction.write(self.statements.create, missing)
        return len(missing)


def _send(statement: Statement, transaction: GraphTransaction) -> int:
    found = transaction.read(statement)
    return int(found[0]["changed"]) if found else 0


def write_properties(
    properties: Mapping[str, Any], phase: Phase, names: Mapping[str, str]
) -> dict[str, Any]:
    """A relationship's properties with those by old and new names that a phase writes.

    Args:
        properties: by old names.
        phase: the present one, held while they are written.
        names: new name by old one.
    """
    made = {name: value for name, value in properties.items() if name not in names}
    if "old" in phase.writes:
        made |= {old: properties[old] for old in names}
    if "new" in phase.writes:
        made |= {new: properties[old] for old, new in names.items()}
    return made
