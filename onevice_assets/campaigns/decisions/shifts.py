"""Budget shifts: from what surely brings less for a dollar to what surely brings more.

An arm gives where its upper bound lies below the mean of all, and takes where its lower bound lies
above (`returns.py`). It gives at most `most_share` of what it spends a day, and takes at most that
share of its own: what a dollar brought on average says little about many more of them. Too little
data, or arms that differ by chance alone, is a refusal that says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from onevice_assets.campaigns.decisions.answers import Draft
from onevice_assets.campaigns.decisions.arms import (
    LEAST_CONVERSIONS,
    LEAST_WEEKS,
    By,
    Measure,
    Weeks,
    gather_arms,
    measure_of,
)
from onevice_assets.campaigns.decisions.portfolio import (
    Campaign,
    read_audiences,
    read_campaigns,
)
from onevice_assets.campaigns.decisions.reach import Reach
from onevice_assets.campaigns.decisions.returns import Return, estimate_returns
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from resources.errors import InputError

MOST_SHARE: Final = 0.2
LARGEST_SHARE: Final = 0.5
_MOST_SHIFTS = 10
_LEAST_USD = 0.01


@dataclass(frozen=True)
class Arm:
    """Something that has a budget: a campaign, or a platform with its audience."""

    id: str
    name: str
    usd_a_day: float
    returns: Return


@dataclass(frozen=True)
class Shift:
    """One shift.

    Attributes:
        usd_a_day: to move.
        gain_a_day: what it likely brings, in the measure.
        least_gain_a_day: the same by the giver's upper and the taker's lower bound.
    """

    giver: Arm
    taker: Arm
    usd_a_day: float
    gain_a_day: float
    least_gain_a_day: float


@dataclass(frozen=True)
class BudgetShifts:
    """What to move, or why nothing.

    Attributes:
        by: what an arm is.
        measure: what a dollar is judged by.
        since, until: first and last day that was looked at.
        most_share: of an arm's spend a day that is moved at most.
        arms: those with enough data, what brings most first.
        left_out: how many arms have too little.
        shifts: the largest least gain first.
        refusal: why nothing is proposed; none where something is.
    """

    by: By
    measure: Measure
    since: str
    until: str
    most_share: float
    arms: tuple[Arm, ...]
    left_out: int
    shifts: tuple[Shift, ...]
    refusal: str | None


def propose_shifts(
    reach: Reach, *, by: By = "campaign", most_share: float = MOST_SHARE, until: str | None = None
) -> Draft[BudgetShifts]:
    """What to move between campaigns, or between platforms × audiences.

    Args:
        reach: of the client.
        by: `campaign` or `audience`.
        most_share: of an arm's spend a day, above 0 and at most 0.5.
        until: last of the 84 days that are looked at, ISO 8601; yesterday (UTC) by default.

    Raises:
        GraphAwayError: the graph does not answer.
        InputError: a share or a day that cannot be.
    """
    if by not in ("campaign", "audience"):
        raise InputError(f"{by[:40]!r} has no budget: ask by `campaign` or by `audience`.")
    if not 0 < most_share <= LARGEST_SHARE:
        raise InputError(f"Of a budget more than 0 and at most 0.5 is moved, not {most_share:g}.")
    last = _to_day(until) if until else datetime.now(UTC).date() - timedelta(days=1)
    campaigns, audiences, rows = reach.look(lambda one: _read(one, last))
    arms = gather_arms(by, campaigns, audiences, rows)
    found = propose(by, arms, most_share, last)
    note = (
        "What a dollar brought on average says little about many more of them: move a part, look "
        "again after two weeks."
    )
    return Draft(found, "graph", (note,) if found.shifts else ())


def propose(by: By, arms: Mapping[str, Weeks], most_share: float, last: date) -> BudgetShifts:
    """Decide by the weeks of all arms; pure.

    Args:
        by: what an arm is.
        arms: by id.
        most_share: of an arm's spend a day.
        last: day that was looked at last.
    """
    measure = measure_of(arms.values())
    fit = {one: weeks for one, weeks in arms.items() if weeks.is_enough(measure)}
    returns = estimate_returns({one: weeks.pairs(measure) for one, weeks in fit.items()})
    known = [
        Arm(one, fit[one].name, told.spend / (7 * told.weeks), told)
        for one, told in returns.items()
    ]
    known.sort(key=lambda one: (-one.returns.shrunk, one.id))
    shifts = _match(known, most_share) if len(known) > 1 else ()
    since = last - timedelta(days=7 * cypher.WEEKS - 1)
    refusal = None if shifts else _refuse(len(arms), known, measure)
    return BudgetShifts(
        by, measure, since.isoformat(), last.isoformat(), most_share, tuple(known),
        len(arms) - len(known), shifts, refusal,
    )  # fmt: skip


def _to_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text[:40]!r} is no day: write it as 2026-11-22.") from None


def _read(
    transaction: BrandTransaction, last: date
) -> tuple[dict[str, Campaign], dict[str, str], list[dict[str, Any]]]:
    first = last - timedelta(days=7 * cypher.WEEKS - 1)
    edges = {
        f"week_{number}": (first + timedelta(days=7 * number)).isoformat()
        for number in range(cypher.WEEKS + 1)
    }
    rows = transaction.read(cypher.SUM_WEEKS, **edges)
    return read_campaigns(transaction), read_audiences(transaction), rows


def _match(arms: Sequence[Arm], most_share: float) -> tuple[Shift, ...]:
    weight = sum(one.returns.spend for one in arms)
    mean = sum(one.returns.shrunk * one.returns.spend for one in arms) / weight
    givers = sorted(
        (one for one in arms if one.returns.high < mean), key=lambda one: one.returns.high
    )
    takers = sorted(
        (one for one in arms if one.returns.low > mean), key=lambda one: -one.returns.low
    )
    room = {one.id: one.usd_a_day * most_share for one in (*givers, *takers)}
    shifts = []
    for taker in takers:
        for giver in givers:
            amount = min(room[taker.id], room[giver.id])
            if amount < _LEAST_USD:
                continue
            room[taker.id] -= amount
            room[giver.id] -= amount
            likely = amount * (taker.returns.shrunk - giver.returns.shrunk)
            least = amount * (taker.returns.low - giver.returns.high)
            shifts.append(Shift(giver, taker, round(amount, 2), likely, least))
    shifts.sort(key=lambda one: (-one.least_gain_a_day, one.giver.id, one.taker.id))
    return tuple(shifts[:_MOST_SHIFTS])


def _refuse(count: int, known: Sequence[Arm], measure: Measure) -> str:
    if len(known) < 2:
        return (
            f"Nothing is proposed: of {count} with results in these 84 days, {len(known)} have "
            f"{LEAST_WEEKS} weeks of spend and {LEAST_CONVERSIONS} conversions, and two are "
            "needed. Let them run, or ask for larger parts (`--by audience`)."
        )
    return (
        f"Nothing is proposed: none of {len(known)} brings surely more, and another surely less, "
        f"{measure} for a dollar than all together. What differs may be chance."
    )
