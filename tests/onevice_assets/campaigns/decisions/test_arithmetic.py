"""Likeness, rates and returns: what they must be whatever the numbers are."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.campaigns.decisions.arms import Weeks
from onevice_assets.campaigns.decisions.figures import add_up
from onevice_assets.campaigns.decisions.learned import Learned
from onevice_assets.campaigns.decisions.likeness import Likenesses
from onevice_assets.campaigns.decisions.returns import estimate_returns
from onevice_assets.campaigns.decisions.shifts import propose
from onevice_assets.campaigns.decisions.similar import named_attributes
from onevice_assets.campaigns.decisions.unused import weigh_learned

LAST = date(2026, 11, 15)
NAMES = ("Tone calm", "Tone urgent", "Aesthetic warm", "ColorPalette pastel")
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), st.floats(0.01, 1.0))


def row(
    week: int, spend: float, revenue: float | None, conversions: float = 10.0
) -> dict[str, object]:
    return {
        "week": week, "days": 7, "impressions": 100, "clicks": 10, "conversions": conversions,
        "spend": spend, "revenue": revenue or 0.0,
        "spend_with_revenue": 0.0 if revenue is None else spend,
    }  # fmt: skip


@settings(max_examples=25)
@given(st.lists(ATTRIBUTES, min_size=1, max_size=6))
def test_likeness_is_a_share_and_one_only_of_the_same(many: list[dict[str, float]]) -> None:
    known = {str(place): one for place, one in enumerate(many)}
    likeness = Likenesses(known)
    for name, one in known.items():
        found = likeness.compare(one)
        assert all(0 <= each.similarity <= 1 + 1e-9 for each in found.values())
        assert found[name].similarity == pytest.approx(1.0 if one else 0.0)
        for other, each in found.items():
            assert each.similarity == pytest.approx(likeness.compare(known[other])[name].similarity)
            assert (each.similarity > 0) == bool(each.shared)


def test_a_rare_attribute_in_common_says_more_than_a_common_one() -> None:
    many = {str(n): {"Tone calm": 1.0, f"Other {n}": 1.0} for n in range(20)}
    many |= {"a": {"Tone calm": 1.0, "Tone urgent": 1.0}, "b": {"Tone urgent": 1.0, "Other b": 1.0}}
    found = Likenesses(many).compare({"Tone calm": 1.0, "Tone urgent": 1.0})
    assert found["b"].similarity > found["3"].similarity
    assert found["a"].shared == ("Tone urgent", "Tone calm")


def test_rates_are_of_sums_and_nothing_divides_by_nothing() -> None:
    totals = add_up([row(0, 10.0, 30.0), row(0, 10.0, None)])
    assert (totals.revenue, totals.roas, totals.spend) == (30.0, 3.0, 20.0)
    none = add_up([row(0, 10.0, None)])
    assert (none.revenue, none.roas) == (None, None)
    empty = add_up([])
    assert {empty.ctr, empty.cpm, empty.cpc, empty.roas, empty.cost_per_conversion} == {None}


def test_words_are_taken_for_attributes_only_where_they_are_whole() -> None:
    assert named_attributes("Calm, warm; it shows people.") == {
        "Tone calm": 1.0, "Aesthetic warm": 1.0, "NarrativeElement shows_people": 1.0,
    }  # fmt: skip
    assert named_attributes("a calmness that warms") == {}


def test_arms_that_differ_by_chance_alone_are_all_alike() -> None:
    draw = np.random.default_rng(1)
    arms = {str(n): [(100.0, 200.0 * draw.lognormal(0, 0.4)) for _ in range(12)] for n in range(40)}
    found = estimate_returns(arms)
    spread = [one.shrunk for one in found.values()]
    raw = [one.found for one in found.values()]
    assert np.std(spread) < np.std(raw) / 3
    assert all(one.low <= one.shrunk <= one.high for one in found.values())


def test_what_is_planted_in_noise_is_found_and_its_bounds_hold_it() -> None:
    draw = np.random.default_rng(2)
    truth = {str(n): level for n, level in enumerate(draw.lognormal(0.7, 0.5, 60))}
    arms = {
        name: [(100.0, 100 * level * draw.lognormal(-0.02, 0.2)) for _ in range(12)]
        for name, level in truth.items()
    }
    found = estimate_returns(arms)
    held = [found[name].low <= level <= found[name].high for name, level in truth.items()]
    assert sum(held) >= 0.85 * len(held)  # 90 % are meant


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 0.5), st.integers(0, 1000))
def test_no_arm_gives_or_takes_more_than_its_share(most: float, seed: int) -> None:
    draw = np.random.default_rng(seed)
    arms = {
        str(n): Weeks(
            f"arm {n}",
            tuple(row(week, 70.0, 70 * level * draw.lognormal(0, 0.1)) for week in range(12)),
        )
        for n, level in enumerate((0.5, 0.7, 1.0, 3.0, 4.0))
    }
    shifts = propose("campaign", arms, most, LAST).shifts
    assert shifts
    for side in ("giver", "taker"):
        for arm in {getattr(one, side).id for one in shifts}:
            moved = sum(one.usd_a_day for one in shifts if getattr(one, side).id == arm)
            assert moved <= most * 10.0 + 0.01 * len(shifts)
    for one in shifts:
        assert one.giver.returns.high < one.taker.returns.low
        assert one.gain_a_day >= one.least_gain_a_day > 0


@pytest.mark.parametrize(
    ("weeks", "conversions", "word"),
    [(3, 100.0, "weeks of spend"), (12, 1.0, "30 conversions"), (12, 100.0, "may be chance")],
)
def test_too_little_data_is_a_refusal_that_says_what_is_missing(
    weeks: int, conversions: float, word: str
) -> None:
    arms = {
        name: Weeks(name, tuple(row(week, 10.0, 20.0, conversions) for week in range(weeks)))
        for name in "ab"
    }
    found = propose("campaign", arms, 0.2, LAST)
    assert found.shifts == ()
    assert word in (found.refusal or "")


def test_a_service_business_is_judged_by_conversions() -> None:
    arms = {
        name: Weeks(name, tuple(row(w, 70.0, None, many + w % 3) for w in range(12)))
        for name, many in (("few", 3.0), ("many", 30.0))
    }
    found = propose("campaign", arms, 0.2, LAST)
    assert found.measure == "conversions"
    assert [one.taker.name for one in found.shifts] == ["many"]


def test_what_is_learned_speaks_for_and_against() -> None:
    def taught(attribute: str, lift: float) -> Learned:
        return Learned("1", "women", attribute, None, 9, lift, lift / 2, True)

    learned = [taught("Tone calm", 0.6), taught("Tone urgent", -0.4)]
    assert weigh_learned({"Tone calm": 1.0}, learned) == 1.0
    assert weigh_learned({"Tone calm": 0.5}, learned) == 0.5
    assert weigh_learned({"Tone urgent": 1.0}, learned) == pytest.approx(-0.4 / 0.6, abs=1e-6)
    assert weigh_learned({}, learned) == 0.0
    assert weigh_learned({"Tone calm": 1.0}, []) is None
