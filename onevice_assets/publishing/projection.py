"""What a projection is: one store's copy of one scope, that can be built, read and replaced.

Three verbs are enough for everything that happens to a copy: a publish replaces what is read by
what is built, a saga that fails replaces it by what was read before, a drift check compares what
is built with what is read, a rebuild replaces all scopes, an erasure replaces them by nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import pyarrow

Cut = Literal["website", "day"]

VECTOR = "vector"
"""Name of the column that is made from other columns, by a model: no part of a comparison."""


@dataclass(frozen=True)
class Scope:
    """What of a website is copied at once: its standing rows, or those of one day.

    Attributes:
        organization_id: the tenant.
        website_id: the website; every row of the scope carries it.
        website: its partition key, `{organization_slug}.{domain}`.
        day: the day, or none for the rows that are cut by website alone.
    """

    organization_id: str
    website_id: str
    website: str
    day: date | None = None

    @property
    def partition(self) -> str:
        """Partition key as Dagster and the lake write it."""
        return f"{self.day.isoformat()}|{self.website}" if self.day else self.website

    @property
    def cut(self) -> Cut:
        """How it is cut."""
        return "day" if self.day else "website"


REPLACED = "replaced_characters"
"""Name of the column that says where a row has characters that its store cannot hold."""

SHARED = "shared"
"""Name of the column with what other scopes write too: carried along, no part of a comparison."""

Rows = Mapping[str, "pyarrow.Table"]
"""Rows by name of the table, index, collection, label or relationship they go to."""


class Projection(Protocol):
    """A store's copy. Every method raises `StoreError` when the store does not do it."""

    @property
    def store(self) -> str:
        """Which store: `postgres`, `graph`, `search`, `vectors`."""

    def build(self, scope: Scope) -> Rows:
        """What the store should hold, from the lake and the control plane; reads no store.

        Raises:
            MissingDataError: when the scope was never materialised.
        """

    def read(self, scope: Scope) -> Rows:
        """What the store holds of the scope, in the columns and types of `build`.

        Names without rows are there with empty tables.
        """

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the store hold exactly these rows of the scope and nothing else of it.

        Doing it again changes nothing; rows that `read` gave are taken as well as built ones.
        All of it takes effect or nothing, where the store has transactions; elsewhere a second
        call completes what a first one left half done.
        """

    def replaced_by(self, scope: Scope) -> date | None:
        """Day whose publish stands in this scope's place; none where the scope itself is shown.

        Only a store that shows one day at a time (the graph) ever names one.
        """


class ShowsEveryDay:
    """What all projections have in common whose days stand beside each other."""

    def replaced_by(self, scope: Scope) -> date | None:  # noqa: ARG002
        """None: no day takes another's place."""
        return None
