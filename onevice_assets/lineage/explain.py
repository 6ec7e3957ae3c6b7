"""A row of a mart, and exactly the answers that count in it, with their sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from onevice_assets import tables
from onevice_assets.lineage.choose_row import Asked, choose_rows, has_brand, tell_apart
from onevice_assets.lineage.count_answers import Item, Kind, Number, add_up
from onevice_assets.lineage.evidence import Evidence, order_evidence, quote_answer
from onevice_assets.lineage.numbers import VERDICTS, check_mart, check_rate, find_number
from onevice_assets.lineage.read_day import Day, Row, read_day
from onevice_assets.lineage.verdict_sides import Side, read_sides
from onevice_assets.partitions import split_key
from resources.errors import InputError
from resources.lake import Lake
from resources.table_schema import Table

_NEAR = {"count": 1e-6, "ratio": 1e-6, "score": 0.0051}  # scores have two decimals


@dataclass(frozen=True, eq=False)
class Explanation:
    """A number and what it counts.

    Attributes:
        table, partition: where the row stands.
        number: the column that is explained.
        kind: what it is made as.
        row: the row.
        other_rows: what tells the other rows apart that were meant as well, at most 20.
        side: the answers that count and those they are divided by.
        before: the other side of a verdict; None for marts.
        value: the column's value made anew from these answers.
        branded: items that would count if their prompt did not name a tracked brand.
    """

    table: str
    partition: str
    number: str
    kind: Kind
    row: Row
    other_rows: list[dict[str, Any]]
    side: Side
    before: Side | None
    value: float | None
    branded: list[Item]

    @property
    def agrees(self) -> bool:
        """Whether the stored answers give what the row says; they may have been read anew since."""
        said = self.row[self.number]
        if said is None or self.value is None:
            return said is self.value
        return math.isclose(said, self.value, rel_tol=1e-9, abs_tol=_NEAR[self.kind])

    def list_evidence(self) -> list[Evidence]:
        """The sentences of the answers that count, of a verdict's both sides."""
        return _quote([*self.side.numerator, *(self.before.numerator if self.before else ())])

    def list_branded(self) -> list[Evidence]:
        """The sentences of the branded answers, which do not count."""
        return _quote(self.branded)

    def to_json(self) -> dict[str, Any]:
        """The explanation as plain data; its form is stable."""
        return {
            "table": self.table,
            "partition": self.partition,
            "number": self.number,
            "value": self.value,
            "agrees": self.agrees,
            "row": dict(self.row),
            "other_rows": self.other_rows,
            "counted": {
                **_count_side(self.side),
                "before": _count_side(self.before) if self.before else None,
            },
            "evidence": [asdict(one) for one in self.list_evidence()],
            "not_counted": {"branded": [asdict(one) for one in self.list_branded()]},
        }


def explain(
    lake: Lake, mart: str, partition: str, asked: Asked, number: str | None = None
) -> Explanation:
    """Find the row that is meant and the answers that count in it.

    Args:
        lake: holds the mart and the answers.
        mart: one of `EXPLAINED`.
        partition: day × website key.
        asked: which row; where several are meant, the one with the largest number is taken.
        number: column to explain; None for the mart's main one.

    Raises:
        InputError: when mart, brand, column, value or number is unknown, naming those that are.
        MissingDataError: when the partition was never written or holds no row.
    """
    check_mart(mart)
    table = tables.find(mart)
    rows = lake.read_rows(table, partition)
    day = read_day(lake, partition)
    if asked.brand is None and rows and has_brand(table):
        asked = replace(asked, brand=_own_brand(day))
    if mart == VERDICTS:
        meant = choose_rows(table, partition, rows, asked)
        return _explain_verdict(lake, table, partition, meant, number)
    name, found = find_number(mart, number)
    meant = _largest_first(table, choose_rows(table, partition, rows, asked), name)
    side = select_side(day, meant[0], found)
    value = found.value(add_up(side.numerator), add_up(side.denominator))
    others = tell_apart(table, meant)[1:]
    branded = _select_branded(day, meant[0], found)
    return Explanation(
        mart, partition, name, found.kind, meant[0], others, side, None, value, branded
    )


def select_side(day: Day, row: Row, number: Number) -> Side:
    """What a number of a row counts, and what that is divided by."""
    return Side(list(number.numerator(day, row)), list(number.denominator(day, row)))


def _explain_verdict(
    lake: Lake, table: Table, partition: str, rows: Sequence[Row], number: str | None
) -> Explanation:
    name = check_rate(number)
    order = ("comparison", "measure", "llm_provider", "brand_name")
    first = {"comparison": "previous_period", "measure": "mention_rate", "llm_provider": "all"}
    meant = sorted(rows, key=lambda row: [(row[n] != first.get(n), row[n]) for n in order])
    before, after = read_sides(lake, split_key(partition)[1], meant[0])
    others = tell_apart(table, meant)[1:]
    value = after.rate if name == "rate_after" else before.rate
    return Explanation(
        table.name, partition, name, "ratio", meant[0], others, after, before, value, []
    )


def _largest_first(table: Table, rows: Sequence[Row], number: str) -> list[Row]:
    return sorted(
        rows, key=lambda row: (-(row[number] or 0), *(str(row[n]) for n in table.natural_key))
    )


def _own_brand(day: Day) -> str:
    if day.own_brand is not None:
        return day.own_brand
    known = ", ".join(sorted(name for name, _ in day.brands.values())[:20]) or "none"
    raise InputError(f"This website has no brand of its own: name one with --brand: {known}.")


def _select_branded(day: Day, row: Row, number: Number) -> list[Item]:
    """What would count if the branded prompts were not."""
    branded = {one.id: one for one in day.answers if one.row["is_branded"]}
    as_if = [replace(one, row={**one.row, "is_branded": False}) for one in branded.values()]
    items = number.numerator(Day(as_if, day.brands), row)
    return [replace(item, answer=branded[item.answer.id]) for item in items]


def _quote(items: Iterable[Item]) -> list[Evidence]:
    found = [quote_answer(one.answer.row, one.state, one.source) for one in items]
    return sorted(found, key=order_evidence)


def _count_side(side: Side) -> dict[str, Any]:
    return {
        name: {
            "total": add_up(items),
            "response_ids": list(dict.fromkeys(item.answer.id for item in items)),
        }
        for name, items in (("numerator", side.numerator), ("denominator", side.denominator))
    }
