"""q values, the smallest change that could have been seen, and what may be said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from onevice_assets.statistics.detectable_change import detect_smallest_change
from onevice_assets.statistics.false_discovery import control_false_discoveries
from onevice_assets.statistics.permutation import test_differences as flip
from onevice_assets.statistics.verdict import decide_verdicts
from resources.errors import InputError

NAN = math.nan


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([], []),
        ([NAN], [NAN]),
        ([0.04], [0.04]),
        ([0.01, NAN, 0.02, 0.9], [0.03, NAN, 0.03, 0.9]),
        ([0.01, 0.02, 0.03, 0.04], [0.04, 0.04, 0.04, 0.04]),
        ([[0.01, 1.0], [NAN, 1.0]], [[0.03, 1.0], [NAN, 1.0]]),
    ],
)
def test_q_values_by_hand(p: list[object], q: list[object]) -> None:
    np.testing.assert_allclose(control_false_discoveries(p), q)


@pytest.mark.parametrize("p", [[-0.1], [1.1], [0.5, math.inf]])
def test_what_is_no_p_value_is_refused(p: list[float]) -> None:
    with pytest.raises(InputError):
        control_false_discoveries(p)


@given(st.lists(st.one_of(st.floats(0, 1), st.just(NAN)), max_size=30))
def test_q_is_never_below_p_and_keeps_its_order(p: list[float]) -> None:
    q = control_false_discoveries(p)
    tested = ~np.isnan(p)
    assert (np.isnan(q) == ~tested).all()
    assert (q[tested] >= np.array(p)[tested] - 1e-12).all()
    assert (np.diff(q[tested][np.argsort(np.array(p)[tested])]) >= 0).all()


@pytest.mark.parametrize(
    ("differences", "options"),
    [([1.0], {}), ([[math.inf]], {}), ([[1.0]], {"step": -1}), ([[1.0]], {"power": 1})],
)
def test_what_cannot_be_detected_from_is_refused(differences: object, options: dict) -> None:
    with pytest.raises(InputError):
        detect_smallest_change(differences, **options)


def test_the_smallest_change_by_hand() -> None:
    # s² = (1 + 1 + 0 + 0) / 3 around 0
    expected = (student.ppf(0.975, 3) + student.ppf(0.8, 3)) * math.sqrt(2 / 3 / 4)
    found = detect_smallest_change([[1, NAN], [-1, 3], [0, NAN], [0, NAN], [NAN, NAN]])
    assert found[0] == pytest.approx(expected)
    assert math.isnan(found[1])


def test_where_no_topic_moved_not_every_change_could_have_been_seen() -> None:
    still = np.zeros((20, 1))
    assert math.isnan(detect_smallest_change(still)[0])
    assert detect_smallest_change(still, step=0.25)[0] == pytest.approx(6 * 0.25 / 20)


def test_a_change_of_that_size_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(8)
    noise = rng.normal(0, 0.3, (25, 2_000))
    size = float(np.median(detect_smallest_change(noise)))
    assert 0.74 <= (flip(noise + size, draws=999) <= 0.05).mean() <= 0.86


@pytest.mark.parametrize(
    ("q", "change", "topics", "flags", "verdict", "reason"),
    [
        (0.01, 0.2, 10, {}, "up", ""),
        (0.05, -0.2, 10, {}, "down", ""),
        (0.06, -0.2, 99, {}, "no_change", ""),
        (1.0, 0.0, 99, {}, "no_change", ""),
        (0.01, 0.0, 99, {}, "no_change", ""),
        (0.01, 0.2, 9, {}, "no_verdict", "thin"),
        (NAN, NAN, 0, {}, "no_verdict", "thin"),
        (NAN, NAN, 30, {}, "no_verdict", "no_responses"),
        (0.01, 0.2, 5, {"model_changed"}, "no_verdict", "model_changed"),
        (0.01, 0.2, 5, {"model_changed", "reading_changed"}, "no_verdict", "reading_changed"),
        (NAN, NAN, 0, {"reading_changed", "basket_changed"}, "no_verdict", "basket_changed"),
        (NAN, NAN, 0, {"no_responses", "basket_changed"}, "no_verdict", "no_responses"),
    ],
)
def test_a_verdict_or_the_first_reason_against_one(
    q: float, change: float, topics: int, flags: set[str], verdict: str, reason: str
) -> None:
    found = decide_verdicts([q], [change], [topics], **dict.fromkeys(flags, True))
    assert (found.verdict.tolist(), found.reason.tolist()) == ([verdict], [reason])


def test_verdicts_of_many_units_are_decided_one_by_one() -> None:
    found = decide_verdicts(
        [0.01, 0.01, 0.5], [1, -1, 1], 12, model_changed=[False, True, False], no_responses=False
    )
    assert found.verdict.tolist() == ["up", "no_verdict", "no_change"]
    assert found.reason.tolist() == ["", "model_changed", ""]
    assert decide_verdicts([], [], []).verdict.shape == (0,)
