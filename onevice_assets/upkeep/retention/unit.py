"""What is decided about as a whole, and what is decided: dates and sets, nothing that is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from onevice_assets.upkeep.retention.data_type import DataType
from resources.control_plane.legal_holds import Held, Hold, choose

GRACE_DAYS = 7
"""How much older than its period something may be found to be before a check fails."""

Verdict = Literal["goes", "held", "needed", "too_young"]


@dataclass(frozen=True)
class Unit:
    """A day of an owner's data of one type.

    Attributes:
        data_type: name of it.
        owner: partition key of a website, or id or slug of another owner; `-` where there is none.
        day: by which they are old.
        scope: whose they are, as a hold knows it.
        parts: lake tables, paths of objects, ids of runs; of rows the table.
        count: files, rows or runs.
        needed_by: what keeps it, whatever its age; empty where nothing does.
        days: its own period, where it has one; that of its type else.
    """

    data_type: str
    owner: str
    day: date
    scope: Held
    parts: tuple[str, ...]
    count: int
    needed_by: str = ""
    days: int | None = None

    @property
    def partition(self) -> str:
        """`day|owner`, as Dagster and the lake write it."""
        return f"{self.day.isoformat()}|{self.owner}"


@dataclass(frozen=True)
class Decision:
    """What becomes of a unit on a day, and why.

    Attributes:
        unit: the unit.
        verdict: `goes`, or why it stays.
        due_on: first day on which its period has ended.
        why: in words.
    """

    unit: Unit
    verdict: Verdict
    due_on: date | None
    why: str

    @property
    def goes(self) -> bool:
        """Whether it is to be removed."""
        return self.verdict == "goes"


def decide(
    of: DataType, units: Iterable[Unit], today: date, holds: Sequence[Hold]
) -> list[Decision]:
    """What becomes of each unit on a day; the oldest first.

    A hold wins over need, need over age; what has no period stays.
    """
    ordered = sorted(units, key=lambda one: (one.day, one.owner))
    return [_decide(of, one, today, holds) for one in ordered]


def _decide(of: DataType, unit: Unit, today: date, holds: Sequence[Hold]) -> Decision:
    days = unit.days if unit.days is not None else of.days
    due_on = None if days is None else unit.day + timedelta(days=days + 1)
    if due_on is None or today < due_on:
        return Decision(unit, "too_young", due_on, f"until {due_on}" if due_on else "for good")
    if held := choose(holds, unit.scope):
        return Decision(unit, "held", due_on, "; ".join(one.tell() for one in held))
    if unit.needed_by:
        return Decision(unit, "needed", due_on, unit.needed_by)
    return Decision(unit, "goes", due_on, f"{days} days ended before {due_on}")


def is_overdue(decision: Decision, today: date) -> bool:
    """Whether what should have gone is found longer than the grace after its period."""
    late = decision.due_on and decision.due_on + timedelta(days=GRACE_DAYS) < today
    return decision.goes and bool(late)
