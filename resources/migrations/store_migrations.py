"""What every store's migrations can do, so that one command brings all of them up and down.

Implementations: `postgres/` (Alembic), `neo4j/` (Cypher files), `elasticsearch/` (versioned
indexes behind an alias), `vectors/` (declared collections).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Revision:
    """One step of a store's schema.

    Attributes:
        version: four digits, `0001` and on.
        name: what it brings, in words.
        applied_at: when the store took it; none while it is pending or where nobody noted it.
        is_applied: whether the store has it.
    """

    version: str
    name: str
    is_applied: bool
    applied_at: datetime | None = None


@dataclass(frozen=True)
class Drift:
    """One difference between the declared schema and the actual one.

    Attributes:
        place: what differs: `serving.icps.name`, `constraint brand_id`, `index website_content`.
        declared: what the code declares; empty where it declares nothing.
        actual: what the store has; empty where it has nothing.
    """

    place: str
    declared: str
    actual: str


class StoreMigrations(Protocol):
    """Schema of one store. Every method raises `StoreError` when the store does not answer."""

    @property
    def store(self) -> str:
        """Which store: `postgres`, `graph`, `search`, `vectors`."""

    def status(self) -> Sequence[Revision]:
        """Every revision this code knows and the store has, in order.

        Raises:
            StoreError: the store is ahead of this code.
        """

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """Bring the store up to a version (the newest), and tell which steps that took.

        Runs of several processes at once wait for each other and then find nothing to do.

        Raises:
            StoreError: the store is ahead of this code, an applied step was changed since, or a
                step failed: it then took no effect and neither did those after it.
        """

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """Take the store back to a version (`0000` for none); what only later ones hold is lost.

        Raises:
            StoreError: as in `up`.
        """

    def check(self) -> Sequence[Drift]:
        """Every difference between what the newest version declares and what the store has."""
