"""What each store has of a scope after a publish, for people and for metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resources.saga.report import Report


@dataclass(frozen=True)
class Published:
    """What one store has of a scope now.

    Attributes:
        store: which.
        rows: rows by table, index, collection or label.
        changed: whether anything had to be written.
        replaced: rows with characters that the store cannot hold.
        seconds: how long comparing, keeping and writing took.
    """

    store: str
    rows: Mapping[str, int]
    changed: bool
    replaced: int
    seconds: float


def list_published(report: Report) -> dict[str, Published]:
    """What a completed saga's steps came to, by store; steps without rows are left out."""
    return {
        step.name: Published(
            step.name,
            step.detail["rows"],
            step.state == "done",
            step.detail["replaced"],
            step.seconds,
        )
        for step in report.steps
        if "rows" in step.detail
    }
