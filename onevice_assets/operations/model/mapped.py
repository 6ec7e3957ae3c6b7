"""What one episode says, whoever read it: entities, statements, and what was left out. Values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from onevice_assets.operations.timeline.statement import NEVER, Statement
from resources.identity import derived_id
from resources.operation_tables.entities import Entity
from resources.operation_tables.episodes import Episode

NO_TIME: Final = date(1970, 1, 1)


@dataclass
class Mapped:
    """What an episode says.

    Attributes:
        episode: the episode.
        known_at: since when its source knew it, microseconds.
        entities: what it names, by timeline name.
        of_row: statements that a newer version of the row says instead.
        lasting: statements that stand until something else begins.
        is_deleted: it says that the thing it is the row of was deleted.
        notes: what was left out of it, and what to do.
    """

    episode: Episode
    known_at: int = 0
    entities: dict[str, Entity] = field(default_factory=dict)
    of_row: list[Statement] = field(default_factory=list)
    lasting: list[Statement] = field(default_factory=list)
    is_deleted: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        """All it says."""
        return [*self.of_row, *self.lasting]


def withdraw(older: Statement, newer: Mapped) -> Statement:
    """That a version of a row takes back what an older one said."""
    return Statement(
        derived_id(NO_TIME, "operations.withdrawals", older.id, newer.episode.id),
        older.subject,
        older.relation,
        None,
        NEVER,
        newer.known_at,
        withdraws=older.id,
        attributes={"episode": newer.episode.id},
        source=newer.episode.source,
    )
