"""A shipped model is read as it was written, and judges by its weights alone."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.brand_states.linear_model import (
    LinearModel,
    load_model,
    pack_model,
    unpack_model,
)
from resources.errors import InputError

MODEL = LinearModel(("good", "bad"), (0.5, 0.0), {"best": (1.0, -1.0), "poor": (-2.0, 2.0)})
FEATURES = st.dictionaries(st.sampled_from(["best", "poor", "unseen"]), st.floats(-50, 50))


def test_scores_are_intercepts_plus_weights() -> None:
    assert MODEL.scores({}) == {"good": 0.5, "bad": 0.0}
    assert MODEL.scores({"best": 2.0, "unseen": 9.0}) == {"good": 2.5, "bad": -2.0}
    assert MODEL.predict({"best": 1.0}) == "good"
    assert MODEL.predict({"poor": 1.0}) == "bad"


@given(FEATURES)
def test_probabilities_are_shares_that_agree_with_the_prediction(
    features: dict[str, float],
) -> None:
    shares = MODEL.probabilities(features)
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[MODEL.predict(features)] == max(shares.values())


def test_a_model_comes_back_from_its_bytes_without_what_weighs_nothing() -> None:
    model = LinearModel(("a", "b"), (0.12345, 0.0), {"é": (1.00001, 0.0), "none": (1e-9, 0.0)})
    back = unpack_model(pack_model(model))
    assert back == LinearModel(("a", "b"), (0.1235, 0.0), {"é": [1.0, 0.0]})
    assert pack_model(back) == pack_model(model)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip",
        gzip.compress(b"[]"),
        pack_model(MODEL)[:30] + b"??" + pack_model(MODEL)[32:],
        gzip.compress(b'{"classes": ["a"], "intercepts": [0], "weights": {"x": [1, 2]}}'),
    ],
    # gzip writes the time into what it packs
    ids=["nothing", "no gzip", "a list", "broken bytes", "more weights than classes"],
)
def test_bytes_that_are_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        unpack_model(data)


def test_a_model_that_is_not_shipped_is_named() -> None:
    with pytest.raises(InputError, match="horoscope"):
        load_model("horoscope")
