"""Search: an index with other fields beside the old one, in Elasticsearch or in PostgreSQL.

The old and the new index are two declarations; the migrations that make and drop them are three
revisions: the old one, both, the new one. (Where only the fields of one index change and nobody
has to look at the new one first, its next version does it all at once: `elastic_swap.py`.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from resources.change.phase import Phase
from resources.migrations.elasticsearch.revisions import SearchRevision
from resources.search_index.declaration import IndexDeclaration
from resources.search_index.documents import Document, DocumentScope

if TYPE_CHECKING:
    from resources.change.store_change import Alone, Row
    from resources.migrations.store_migrations import StoreMigrations
    from resources.search_index.index import SearchIndex
    from resources.search_store import SearchStore

Convert = Callable[[Document], Document]


@dataclass(frozen=True)
class IndexChange:
    """See `StoreChange`; writers call `write`, readers search the index of `reading`.

    Attributes:
        search: the store; its prefix is of nothing else.
        name, what: see `StoreChange`.
        old, new: the indexes; what both have a name for is carried over.
        to_new, to_old: a document of one shape as one of the other.
        scopes: every scope that may hold documents, as the lake knows them.
    """

    search: SearchStore
    name: str
    what: str
    old: IndexDeclaration
    new: IndexDeclaration
    to_new: Convert
    to_old: Convert
    scopes: Callable[[], Iterable[DocumentScope]]
    store: str = "search"
    is_atomic: bool = False

    @property
    def adds(self) -> frozenset[str]:
        """See `StoreChange`."""
        return frozenset({f"index {self.new.name}"})

    @cached_property
    def revisions(self) -> tuple[SearchRevision, ...]:
        """The old index, both, the new one."""
        return (
            SearchRevision("0001", "before", (self.old,)),
            SearchRevision("0002", "both", (self.old, self.new)),
            SearchRevision("0003", "after", (self.new,)),
        )

    def open(self) -> AbstractContextManager[SearchIndex]:
        """The store with both indexes declared."""
        return self.search.open(self.revisions[1:2])

    def write(
        self, index: SearchIndex, phase: Phase, scope: DocumentScope, documents: Sequence[Document]
    ) -> None:
        """Make a scope hold exactly these documents, given in the old shape, wherever is written.

        The one that is read comes last: what answers is never ahead of the other one.
        """
        for shape in sorted(phase.writes, key=lambda one: one == phase.reads):
            if shape == "old":
                index.replace(self.old.name, scope, documents)
            else:
                index.replace(self.new.name, scope, [self.to_new(one) for one in documents])

    def reading(self, phase: Phase) -> str:
        """Name of the index that answers."""
        return self.old.name if phase.reads == "old" else self.new.name

    def read_old(self) -> Iterator[Row]:
        """See `StoreChange`."""
        with self.open() as index:
            for scope in self.scopes():
                yield from index.read(self.old.name, scope)

    def put_back(self, rows: Iterable[Row]) -> int:
        """See `StoreChange`."""
        kept: dict[DocumentScope, list[Document]] = {}
        for row in rows:
            day = date.fromisoformat(row["day"]) if row.get("day") else None
            scope = DocumentScope(row["organization_id"], row["website_id"], day)
            kept.setdefault(scope, []).append(row)
        count = 0
        with self.open() as index:
            for scope, documents in kept.items():
                there = {one["id"]: one for one in index.read(self.old.name, scope)}
                missing = [one for one in documents if one["id"] not in there]
                index.replace(self.old.name, scope, [*there.values(), *missing])
                count += len(missing)
        return count

    def make_new(self) -> None:
        """See `StoreChange`."""
        self._migrations.up("0002")

    def drop_new(self) -> None:
        """See `StoreChange`."""
        self._migrations.down("0001")

    def start_dual_write(self) -> None:
        """See `StoreChange`: writers do."""

    def stop_dual_write(self) -> None:
        """See `StoreChange`."""

    def fill_new(self, alone: Alone) -> int:
        """See `StoreChange`."""
        return self._fill(self.old, self.new, self.to_new, alone)

    def clear_new(self) -> None:
        """See `StoreChange`."""
        with self.open() as index:
            for scope in self.scopes():
                index.replace(self.new.name, scope, [])

    def compare(self) -> list[str]:
        """See `StoreChange`: every document of every scope, old ones as they become new."""
        found = []
        with self.open() as index:
            for scope in self.scopes():
                made = (self.to_new(one) for one in index.read(self.old.name, scope))
                old = {one["id"]: dict(one) for one in made}
                new = {one["id"]: dict(one) for one in index.read(self.new.name, scope)}
                names = sorted(old.keys() | new.keys())
                found += [f"document {one}" for one in names if old.get(one) != new.get(one)]
        return found

    def drop_old(self) -> None:
        """See `StoreChange`."""
        self._migrations.up("0003")

    def make_old(self) -> None:
        """See `StoreChange`."""
        self._migrations.down("0002")

    def fill_old(self, alone: Alone) -> int:
        """See `StoreChange`."""
        return self._fill(self.new, self.old, self.to_old, alone)

    @property
    def _migrations(self) -> StoreMigrations:
        return self.search.migrations(self.revisions)

    def _fill(
        self, source: IndexDeclaration, target: IndexDeclaration, convert: Convert, alone: Alone
    ) -> int:
        count = 0
        with self.open() as index:
            for scope in self.scopes():
                with alone():
                    documents = [convert(one) for one in index.read(source.name, scope)]
                    index.replace(target.name, scope, documents)
                count += len(documents)
        return count
