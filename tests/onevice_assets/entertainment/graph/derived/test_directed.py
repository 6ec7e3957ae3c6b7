"""What stands beside a person says of each project what the project says itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.graph.derived.directed import pack_directed
from onevice_assets.entertainment.graph.model.facets import (
    number_day,
    number_tier,
    pack_facet,
)
from onevice_assets.entertainment.graph.model.levels import SEPARATOR, join_groups
from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS
from onevice_assets.entertainment.graph.model.rows import GraphRows, make_edge, make_node

OURS = "org"
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
TIERS = st.none() | st.sampled_from(BUDGET_TIERS)
PROJECTS = st.lists(
    st.fixed_dictionaries(
        {
            "completionDate": DAYS,
            "budgetTier": TIERS,
            "sensitivityLevel": st.none() | st.integers(1, 6),
            "accessGroups": st.none() | st.lists(st.sampled_from(["a", "b", "team c"])),
            "isActive": st.sampled_from([True, False, None]),
        }
    ),
    max_size=8,
)


@given(DAYS, TIERS, st.integers(1, 6))
def test_a_number_gives_back_day_tier_and_level(
    day: date | None, tier: str | None, level: int
) -> None:
    packed = pack_facet(day, tier, level, of_day=level, of_tier=3)
    found = (packed // 10_000, packed // 1_000 % 10, packed // 100 % 10, packed // 10 % 10)
    assert (*found, packed % 10) == (number_day(day), number_tier(tier), 3, level, level)


@given(PROJECTS)
def test_every_active_project_stands_once_newest_first(given: list[dict[str, Any]]) -> None:
    ann, bob = (make_node("Person", OURS, name) for name in ("ann", "bob"))
    projects = [make_node("Project", OURS, f"p{n}", **one) for n, one in enumerate(given)]
    edges = [
        make_edge("DIRECTED", OURS, ann["id"], one["id"], role, sensitivityLevel=6)
        for one in projects
        for role in ("Director", "Co-Director")
    ]
    packed = pack_directed(
        GraphRows(OURS, {"Person": [ann, bob], "Project": projects}, {"DIRECTED": edges})
    )
    assert packed[bob["id"]] == {
        "directedCount": 0, "directedIds": [], "directedFacets": [], "directedGroups": [],
    }  # fmt: skip
    own = packed[ann["id"]]
    active = {one["id"]: one for one in projects if one["isActive"] is not False}
    assert sorted(own["directedIds"]) == sorted(active)
    assert own["directedCount"] == len(active)
    days = [number_day(active[one]["completionDate"]) for one in own["directedIds"]]
    assert days == sorted(days, reverse=True)
    for identity, facet, groups in zip(
        own["directedIds"], own["directedFacets"], own["directedGroups"], strict=True
    ):
        one = active[identity]
        assert facet % 10 == (one["sensitivityLevel"] or 1)
        assert groups.split(SEPARATOR) == (sorted({*(one["accessGroups"] or ())}) or [""])


@pytest.mark.parametrize("name", [f"a{SEPARATOR}b", SEPARATOR])
def test_a_group_with_the_separator_in_it_opens_nothing(name: str) -> None:
    assert not set(join_groups([name]).split(SEPARATOR)) & {"a", "b", "", name}
