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

Owner = Literal["website", "organization", "client"]
"""What rows belong to as a whole; a system whose rows belong to something else adds it here."""

Cut = Literal[Owner, "day"]
"""How a copy's rows are cut: by what they belong to, or by day of that."""

VECTOR = "vector"
"""Name of the column that is made from other columns, by a model: no part of a comparison."""


@dataclass(frozen=True)
class Scope:
    """What is copied at once: standing rows of a website or organization, or those of one day.

    Attributes:
        organization_id: the tenant.
        owner_id: id of whose rows they are: the website's, or the organization's again.
        owner: its partition key: `{organization_slug}.{domain}` of a website, an organization's
            slug.
        day: the day, or none for rows that stand.
        of: what the owner is.
    """

    organization_id: str
    owner_id: str
    owner: str
    day: date | None = None
    of: Owner = "website"

    @property
    def website_id(self) -> str:
        """Id of the website; raises ValueError where the rows are not one's."""
        return self._website(self.owner_id)

    @property
    def website(self) -> str:
        """Partition key of the website; raises ValueError where the rows are not one's."""
        return self._website(self.owner)

    @property
    def partition(self) -> str:
        """Partition key as Dagster and the lake write it."""
        return f"{self.day.isoformat()}|{self.owner}" if self.day else self.owner

    @property
    def cut(self) -> Cut:
        """How it is cut."""
        return "day" if self.day else self.of

    def _website(self, value: str) -> str:
        if self.of != "website":
            raise ValueError(f"{self.partition} is cut by {self.of}: it is of no website")
        return value


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
