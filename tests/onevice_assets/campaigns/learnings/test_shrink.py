"""Small samples are drawn in, large ones are not, and chance is told for chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.campaigns.learnings.compare import compare
from onevice_assets.campaigns.learnings.designs import Tested
from onevice_assets.campaigns.learnings.shrink import list_priors, shrink

NAMES = ("calm", "playful", "urgent", "educational")
KINDS = ["RESPONDS_TO"] * 8
TWICE = [*NAMES, *NAMES]


def _shrink(effects: list[float], errors: list[float]) -> tuple[np.ndarray, np.ndarray]:
    priors = list_priors(KINDS, TWICE, np.eye(8))
    return shrink(np.array(effects), np.diag(np.array(errors) ** 2), priors)


def test_the_smaller_the_sample_the_more_it_is_drawn_in() -> None:
    effects = [0.8, 0.8, -0.5, 0.0, 0.1, -0.3, 0.4, -0.6]
    shrunk, _ = _shrink(effects, [0.05, 0.6, *[0.1] * 6])
    assert shrunk[0] > 0.7
    assert shrunk[1] < 0.5


def test_what_is_known_of_other_audiences_draws_a_small_sample_to_it() -> None:
    alone, _ = _shrink([0.6, 0, 0, 0, 0.0, 0, 0, 0], [0.4, *[0.05] * 7])
    shared, _ = _shrink([0.6, 0, 0, 0, 0.6, 0, 0, 0], [0.4, *[0.05] * 7])
    assert shared[0] > alone[0]


def test_pure_chance_is_shrunk_to_nothing() -> None:
    draw = np.random.default_rng(5)
    shrunk, _ = _shrink(list(draw.normal(0, 0.1, 8)), [0.2] * 8)
    assert np.abs(shrunk).max() < 0.02


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=8, max_size=8), st.floats(0.05, 0.5))
def test_no_effect_grows_or_is_surer_than_all_together_allow(
    effects: list[float], error: float
) -> None:
    shrunk, errors = _shrink(effects, [error] * 8)
    assert np.abs(shrunk).max() <= np.abs(effects).max() + 1e-6
    assert (errors <= error + 1e-6).all()


def _pairs(effects: list[float]) -> list[Tested]:
    ones = np.eye(len(effects))
    return [Tested("RESPONDS_TO", "women", f"tone-{n}", ones[n]) for n in range(len(effects))]


@pytest.mark.parametrize("level", [0.0, 2.0, -3.0])
def test_one_strong_tone_does_not_make_the_others_weak(level: float) -> None:
    effects = [level + one for one in (1.0, 0.02, -0.02, 0.01, 0.0)]
    compared = compare(_pairs(effects), np.array(effects), np.eye(5) * 0.01)
    assert compared.effects[0] == pytest.approx(1.0, abs=0.05)
    assert np.abs(compared.effects[1:]).max() < 0.05


def test_where_the_others_lie_apart_every_pair_is_less_sure() -> None:
    apart = np.array([1.0, 0.5, 0.0, -0.5, -1.0])
    close = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
    errors = [
        np.sqrt(compare(_pairs(list(one)), one, np.eye(5) * 0.01).covariance[0, 0])
        for one in (apart, close)
    ]
    assert errors[0] > errors[1]
