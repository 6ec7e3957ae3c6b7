"""Rows of files as episodes and facts, without a store."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime

from onevice_assets.operations.entities.map_episode import map_episode
from onevice_assets.operations.entities.versions import take_back
from onevice_assets.operations.episodes.make_episode import Delivery, make_episode
from onevice_assets.operations.episodes.reading.piece import Row
from onevice_assets.operations.episodes.reading.read_file import read_pieces
from onevice_assets.operations.model.choose import RELATIONS
from onevice_assets.operations.model.mapped import Mapped
from onevice_assets.operations.timeline.answer_by_scan import answer_at
from onevice_assets.operations.timeline.reading.read_dates import read_moment
from onevice_assets.operations.timeline.statement import Statement
from resources.operation_tables.episodes import Episode

OWNER = "019a0000-0000-7000-8000-000000000001"
CAME = datetime(2024, 6, 1, tzinfo=UTC)


def deliver(text: str, name: str = "file.csv", **more: str) -> list[Episode]:
    """Episodes of a file; each of its pieces must be one."""
    delivery = Delivery(OWNER, CAME, **more)  # type: ignore[arg-type]
    pieces = list(read_pieces(io.BytesIO(text.encode()), name))
    assert all(isinstance(one, Row) for one in pieces), pieces
    return [make_episode(delivery, one) for one in pieces]  # type: ignore[arg-type]


def say(episodes: Iterable[Episode]) -> list[Statement]:
    """Every statement that follows from episodes, whatever their order."""
    mapped: dict[str, Mapped] = {}
    for one in episodes:
        mapped.setdefault(one.id, map_episode(OWNER, one))
    told = [statement for one in mapped.values() for statement in one.statements]
    return told + take_back(mapped.values())


def ask(
    statements: list[Statement], subject: str, relation: str, at: str, known: str = "2024-06-02"
) -> set[str]:
    """Objects at a moment, as known at a moment, by full scan."""
    moments = (read_moment(at), read_moment(known))
    return {one for one, _ in answer_at(RELATIONS, statements, subject, relation, *moments)}
