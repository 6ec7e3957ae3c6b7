"""Both sides of a verdict: the answers of the cells that are compared, before and after.

The cells and rates are those of `onevice_assets.measures.compare_periods` and `compare_brands`,
said over answers: a rate is the mean over topics of the mean over their prompt × provider cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from onevice_assets.lineage.count_answers import Item, Weigh, is_presence, named
from onevice_assets.lineage.read_day import Answer, Day, Row, read_day
from onevice_assets.measures.read_cells import counted_days
from onevice_assets.partitions import join_key, list_days
from resources.lake import Lake

Cell = tuple[str, str]
"""Provider and prompt id."""
_COUNTED: dict[str, Weigh] = {
    "mention_rate": named,
    "recommendation_rate": is_presence("recommended"),
}


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a comparison: the answers that count, and those they are a rate of."""

    numerator: list[Item]
    denominator: list[Item]

    @property
    def rate(self) -> float | None:
        """Mean over topics of the mean over cells; None where nothing is compared."""
        named_in = {item.answer.id for item in self.numerator}
        cells: dict[Cell, list[Answer]] = {}
        for item in self.denominator:
            cells.setdefault(_cell(item.answer), []).append(item.answer)
        topics: dict[str, list[float]] = {}
        for answers in cells.values():
            topic = max(str(one.row["topic"]) for one in answers)
            topics.setdefault(topic, []).append(fmean(one.id in named_in for one in answers))
        return fmean(map(fmean, topics.values())) if topics else None


def read_sides(lake: Lake, website: str, row: Row) -> tuple[Side, Side]:
    """Read the days that a row of `visibility_verdicts` compares; see `find_sides`.

    Raises:
        MissingDataError: when the answers of a compared day are gone.
    """
    later = _read(lake, website, row["period_start"], row["period_end"])
    if row["comparison"] == "own_brand":
        return find_sides(row, later, later)
    return find_sides(row, _read(lake, website, row["baseline_start"], row["baseline_end"]), later)


def find_sides(row: Row, earlier: Sequence[Day], later: Sequence[Day]) -> tuple[Side, Side]:
    """The answers before and after that a row of `visibility_verdicts` compares.

    Args:
        row: with the comparison `own_brand`, "before" is your brand over the same days.
        earlier: days of the period before, in order.
        later: days of the period.
    """
    brand = row["brand_id"]
    other = _own_brand(later) if row["comparison"] == "own_brand" else brand
    before = _asked(earlier, other, row["llm_provider"])
    after = _asked(later, brand, row["llm_provider"])
    shared = sorted(before.keys() & after.keys())
    weigh = _COUNTED[row["measure"]]
    return _side(before, shared, other, weigh), _side(after, shared, brand, weigh)


def _read(lake: Lake, website: str, first: date | None, last: date | None) -> list[Day]:
    if first is None or last is None:
        return []
    days = counted_days(lake, website, list_days(first, last))
    return [read_day(lake, join_key(day.isoformat(), website)) for day in days]


def _own_brand(days: Sequence[Day]) -> str:
    newest = {brand: known for day in days for brand, known in day.brands.items()}
    return min((name, brand) for brand, (name, role) in newest.items() if role == "own")[1]


def _asked(days: Iterable[Day], brand: str, provider: str) -> dict[Cell, list[Answer]]:
    """Answers of R by cell, of the days on which the brand was in the set."""
    cells: dict[Cell, list[Answer]] = {}
    for day in days:
        for answer in day.of(provider) if brand in day.brands else ():
            cells.setdefault(_cell(answer), []).append(answer)
    return cells


def _side(
    cells: dict[Cell, list[Answer]], shared: Iterable[Cell], brand: str, weigh: Weigh
) -> Side:
    answers = [answer for cell in shared for answer in cells[cell]]
    states = [(answer, answer.named.get(brand)) for answer in answers]
    return Side(
        [Item(one, state) for one, state in states if state is not None and weigh(state)],
        [Item(one) for one in answers],
    )


def _cell(answer: Answer) -> Cell:
    return str(answer.row["llm_provider"]), str(answer.row["prompt_id"])
