"""A change or noise: verdicts on the cells both periods have, and the reasons for giving none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from onevice_assets.measures.compare_brands import compare_brands
from onevice_assets.measures.compare_periods import compare_periods
from onevice_assets.measures.read_cells import Cells
from tests.onevice_assets.measures.cells import DAY, Asked, make_cells

ROLES = {"acme": "own", "best": "competitor"}
BEFORE = DAY - timedelta(7)


def period(
    rates: list[int], day: Any = DAY, *, prefix: str = "p", provider: str = "openai", **more: Any
) -> Cells:
    """One prompt a topic of ten answers; `rates` says how many name acme."""
    asked = [
        Asked(f"{prefix}{at}", {"acme": n}, 10, f"t{at}", provider, day)
        for at, n in enumerate(rates)
    ]
    return make_cells(asked, ROLES, **more)


def verdict(rows: list[dict[str, Any]], brand: str = "acme", provider: str = "all") -> Any:
    (found,) = [
        row
        for row in rows
        if (row["brand_id"], row["llm_provider"], row["measure"])
        == (brand, provider, "mention_rate")
    ]
    return found


def test_a_rise_in_nearly_every_topic_is_up_and_its_mirror_is_down() -> None:
    low, high = period([2, 3, 1, 2] * 4, BEFORE), period([6, 7, 5, 6] * 4)
    risen = verdict(compare_periods(low, high))
    assert (risen["verdict"], risen["reason"]) == ("up", None)
    assert (risen["rate_before"], risen["rate_after"], risen["difference"]) == (0.2, 0.6, 0.4)
    assert risen["q_value"] < 0.01
    assert (risen["topic_count"], risen["cell_count"]) == (16, 16)
    assert verdict(compare_periods(high, low))["verdict"] == "down"


def test_noise_is_no_change_and_says_what_could_have_been_seen() -> None:
    found = verdict(compare_periods(period([4, 6] * 8, BEFORE), period([6, 4] * 8)))
    assert (found["verdict"], found["difference"]) == ("no_change", 0)
    assert 0.05 < found["smallest_change"] < 0.4


def test_a_great_change_in_two_topics_of_sixteen_is_not_a_change() -> None:
    found = verdict(compare_periods(period([5] * 16, BEFORE), period([10, 10, *[5] * 14])))
    assert found["difference"] == pytest.approx(1 / 16)
    assert found["verdict"] == "no_change"


@pytest.mark.parametrize(
    ("before", "after", "changed", "reason"),
    [
        (period([1] * 9, BEFORE), period([9] * 9), {}, "thin"),
        (period([1] * 16, BEFORE, extractor="2"), period([9] * 16), {}, "reading_changed"),
        (period([1] * 16, BEFORE), period([9] * 16), {"openai": True}, "model_changed"),
        (period([1] * 16, BEFORE), period([9] * 16, prefix="new"), {}, "basket_changed"),
        (make_cells([], {}), period([9] * 16), {}, "no_responses"),
        (period([1] * 16, BEFORE), make_cells([], {}), {}, "no_responses"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_where_no_verdict_is_due_the_reason_is_told(
    before: Cells, after: Cells, changed: dict[str, bool], reason: str
) -> None:
    found = verdict(compare_periods(before, after, changed))
    assert (found["verdict"], found["reason"]) == ("no_verdict", reason)


def test_one_providers_new_model_spoils_its_own_verdict_and_that_of_all() -> None:
    def both(rate: int, day: Any) -> Cells:
        asked = [
            Asked(f"p{at}", {"acme": rate}, 10, f"t{at}", provider, day)
            for at in range(12)
            for provider in ("openai", "google")
        ]
        return make_cells(asked, ROLES)

    rows = compare_periods(both(2, BEFORE), both(8, DAY), {"google": True})
    said = {p: verdict(rows, provider=p)["reason"] for p in ("openai", "google", "all")}
    assert said == {"openai": None, "google": "model_changed", "all": "model_changed"}


def test_only_prompts_of_both_periods_are_compared() -> None:
    before = period([5] * 16, BEFORE)
    extra = [Asked(f"x{at}", {"acme": 10}, 10, f"t{at}") for at in range(15)]
    kept = [Asked(f"p{at}", {"acme": 5}, 10, f"t{at}") for at in range(16)]
    found = verdict(compare_periods(before, make_cells([*kept, *extra], ROLES)))
    assert (found["difference"], found["cell_count"], found["verdict"]) == (0, 16, "no_change")
    assert found["left_out_count"] == 15


def test_repeats_of_the_same_answers_make_nothing_surer() -> None:
    def repeated(rates: list[int], times: int, day: Any) -> Cells:
        asked = [
            Asked(f"p{at}", {"acme": n * times}, 10 * times, f"t{at}", day=day)
            for at, n in enumerate(rates)
        ]
        return make_cells(asked, ROLES)

    before, after = [3, 4, 5, 6, 2] * 3, [5, 4, 6, 5, 4] * 3
    once, often = (
        verdict(compare_periods(repeated(before, n, BEFORE), repeated(after, n, DAY)))
        for n in (1, 50)
    )
    assert once["p_value"] == often["p_value"]


def test_a_brand_that_joined_in_between_has_no_verdict() -> None:
    before, after = period([5] * 16, BEFORE), period([5] * 16)
    new = make_cells([Asked("p0", {"care": 1}, 10, "t0")], {**ROLES, "care": "competitor"})
    rows = compare_periods(before, Cells(after.days, after.prompts, new.brands, new.members))
    assert verdict(rows, "care")["reason"] in ("thin", "no_responses")
    assert verdict(rows, "care")["rate_before"] is None


def test_a_rival_ahead_in_every_topic_is_up_against_your_brand() -> None:
    asked = [Asked(f"p{at}", {"acme": 2, "best": 7}, 10, f"t{at}") for at in range(12)]
    rows = compare_brands(make_cells(asked, ROLES), "acme")
    best = verdict(rows, "best")
    assert (best["rate_before"], best["rate_after"], best["verdict"]) == (0.2, 0.7, "up")
    assert not [row for row in rows if row["brand_id"] == "acme"]


def test_a_brand_alone_is_compared_with_nobody() -> None:
    assert compare_brands(make_cells([Asked("p", {"acme": 1})], {"acme": "own"}), "acme") == []
