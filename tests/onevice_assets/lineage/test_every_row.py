"""The promise: what is explained is what was counted, for every number of every row."""

from __future__ import annotations

import pytest

from onevice_assets.lineage.count_answers import add_up
from onevice_assets.lineage.explain import select_side
from onevice_assets.lineage.numbers import EXPLAINED, NUMBERS
from onevice_assets.lineage.verdict_sides import find_sides
from onevice_assets.partitions import split_key
from onevice_assets.tables import find, marts
from onevice_assets.tables.verdicts import visibility_verdicts
from tests.onevice_assets.lineage.conftest import Counted


def test_every_mart_and_the_verdicts_can_be_explained() -> None:
    assert set(EXPLAINED) == {mart.name for mart in marts.ALL} | {visibility_verdicts.name}


@pytest.mark.parametrize("mart", NUMBERS)
def test_a_partition_holds_the_rows_of_its_own_day_and_website(counted: Counted, mart: str) -> None:
    for partition, day in counted.days.items():
        rows = counted.lake.read_rows(find(mart), partition)
        assert {row["day"].isoformat() for row in rows} <= {split_key(partition)[0]}
        assert {row["website_id"] for row in rows} <= {one.row["website_id"] for one in day.answers}


@pytest.mark.parametrize("mart", NUMBERS)
def test_the_answers_explained_are_those_counted(counted: Counted, mart: str) -> None:
    seen = dict.fromkeys(NUMBERS[mart], 0)
    for partition, day in counted.days.items():
        for row in counted.lake.read_rows(find(mart), partition):
            for name, number in NUMBERS[mart].items():
                side = select_side(day, row, number)
                value = number.value(add_up(side.numerator), add_up(side.denominator))
                near = 0.0051 if number.kind == "score" else 1e-6
                same = value if value is None else pytest.approx(value, abs=near)
                assert row[name] == same, (name, partition, row)
                items = [*side.numerator, *side.denominator]
                is_branded = name.startswith("branded") or row.get("is_branded", False)
                assert {one.answer.row["is_branded"] for one in items} <= {is_branded}
                seen[name] += bool(side.numerator)
    assert all(seen.values()), f"some number was never more than nothing: {seen}"


def test_both_sides_of_every_verdict_give_its_rates(counted: Counted) -> None:
    seen = {"previous_period": 0, "own_brand": 0}
    for partition in counted.rich:
        _, website = split_key(partition)
        for row in counted.lake.read_rows(visibility_verdicts, partition):
            own = row["comparison"] == "own_brand"
            later = counted.between(website, row["period_start"], row["period_end"])
            earlier = counted.between(website, row["baseline_start"], row["baseline_end"])
            before, after = find_sides(row, later if own else earlier, later)
            for name, side in (("rate_before", before), ("rate_after", after)):
                near = None if side.rate is None else pytest.approx(side.rate, abs=1e-6)
                assert row[name] == near, (name, partition, row)
            seen[row["comparison"]] += bool(before.numerator and after.numerator)
    assert all(seen.values()), seen
