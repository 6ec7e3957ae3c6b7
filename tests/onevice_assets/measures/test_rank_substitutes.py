"""Who takes a brand's place: by hand, and where nothing can be said."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from scipy.stats import t

from onevice_assets.measures.rank_substitutes import rank_substitutes
from onevice_assets.measures.read_states import Named
from tests.onevice_assets.measures.cells import DAY, Asked, make_cells

ROLES = {"acme": "own", "best": "competitor", "cask": "competitor"}


def named(answers: list[tuple[str, dict[str, str]]], roles: dict[str, str] = ROLES) -> Named:
    """Answers as (topic, {brand: presence})."""
    cells = make_cells([Asked("p")], roles)
    rows = [{"id": str(n), "day": DAY, "topic": topic} for n, (topic, _) in enumerate(answers)]
    states = [
        {
            "id": str(n),
            "topic": topic,
            "day": DAY,
            "brand_id": brand,
            "presence": presence,
            "position_rank": 2,
        }
        for n, (topic, brands) in enumerate(answers)
        for brand, presence in brands.items()
    ]
    columns = ["id", "topic", "day", "brand_id", "presence", "position_rank"]
    return Named(
        pd.DataFrame(rows, columns=["id", "day", "topic"]),
        pd.DataFrame(states, columns=columns),
        cells,
    )


def test_two_topics_by_hand() -> None:
    both, instead = {"acme": "mentioned", "best": "recommended"}, {"best": "recommended"}
    found = named(
        [
            ("x", both),
            ("x", {"acme": "recommended"}),
            ("x", instead),
            ("y", instead),
            ("y", {}),
            ("y", {"acme": "mentioned"}),
        ]
    )
    (row,) = rank_substitutes(found, "acme")
    counts = (
        "occurrence_count",
        "missing_count",
        "present_count",
        "recommended_when_present_count",
        "total_responses",
        "topic_count",
    )
    assert [row[name] for name in counts] == [2, 3, 3, 1, 6, 2]
    assert row["lift"] == pytest.approx((2 / 3) / (1 / 3))
    # r, b, n, x of the two topics, put into the formula
    z = [
        2 / 2 - 1 * (1 / 2 + 1) - 3 / 3 + 2 * (1 / 3 + 1 / 3),
        1 / 2 - 0 - 3 / 3 + 1 * (1 / 3 + 1 / 3),
    ]
    variance = max(2 * sum(one * one for one in z), 1 / 2 - 1 / 3 + 1 - 1 / 3)
    half = t.ppf(0.975, 1) * math.sqrt(variance)
    assert row["lift_low"] == pytest.approx(2 * math.exp(-half))
    assert row["lift_high"] == pytest.approx(2 * math.exp(half))
    assert (row["is_thin"], row["avg_position"]) == (True, 2.0)


@pytest.mark.parametrize(
    ("answers", "lift"),
    [
        ([("x", {"best": "recommended"})] * 3, None),  # the brand is never named
        ([("x", {"best": "recommended"}), ("y", {"acme": "mentioned"})], None),  # never beside it
    ],
)
def test_where_one_side_never_happens_there_is_no_lift(answers: Any, lift: None) -> None:
    (row,) = rank_substitutes(named(answers), "acme")
    assert (row["lift"], row["lift_low"], row["lift_high"]) == (lift, None, None)


@pytest.mark.parametrize(
    "answers",
    [[], [("x", {"acme": "recommended", "best": "recommended"})], [("x", {"best": "mentioned"})]],
)
def test_nobody_takes_a_place_that_is_not_left(answers: Any) -> None:
    assert rank_substitutes(named(answers), "acme") == []


def test_one_topic_gives_a_lift_without_an_interval() -> None:
    both = {"acme": "mentioned", "best": "recommended"}
    (row,) = rank_substitutes(named([("x", both), ("x", {"best": "recommended"})]), "acme")
    assert (row["lift"], row["lift_low"]) == (1.0, None)


def test_found_brands_of_different_markets_do_not_take_each_others_place() -> None:
    answers = [("x", {"acme": "recommended"}), ("y", {"best": "recommended"})]
    found = named(answers, dict.fromkeys(ROLES, "found"))
    members = found.cells.members.assign(brand_set="found")
    cells = replace(found.cells, members=members)
    assert rank_substitutes(Named(found.answers, found.states, cells), "acme") == []
