"""Which stores a range goes to: every day to each, but a window's store sees the newest only."""

from __future__ import annotations

from datetime import date

import pytest

from onevice_assets.brand_monitor.projections.assets import choose_stores, list_parts
from onevice_assets.brand_monitor.projections.copy_parts import Part
from onevice_assets.publishing.projection import Scope

PARTS = {"rows": Part("rows", (), ""), "window": Part("window", (), "", is_window=True)}


def scope(website: str, day: int) -> Scope:
    return Scope("o", website, f"default.{website}.test", date(2026, 11, day))


def test_a_window_is_published_once_for_each_website_of_a_range() -> None:
    a1, b1, a2, b2, a3 = (scope(*one) for one in (("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3)))
    assert choose_stores([a1, b1, a2, b2, a3], PARTS) == {
        a1: ["rows"],
        b1: ["rows"],
        a2: ["rows"],
        b2: ["rows", "window"],
        a3: ["rows", "window"],
    }


def test_one_day_goes_to_every_store() -> None:
    assert choose_stores([scope("a", 1)], PARTS) == {scope("a", 1): ["rows", "window"]}


def test_where_only_the_window_is_chosen_no_other_day_is_published_at_all() -> None:
    window = {"window": PARTS["window"]}
    assert choose_stores([scope("a", 1), scope("a", 2)], window) == {scope("a", 2): ["window"]}


@pytest.mark.parametrize("parts", [PARTS, {}])
def test_no_scope_goes_nowhere(parts: dict[str, Part]) -> None:
    assert choose_stores([], parts) == {}


def test_the_graph_is_the_only_window_there_is() -> None:
    assert [copy.store for copy, part in list_parts("day") if part.is_window] == ["graph"]
    assert not [copy for copy, part in list_parts("website") if part.is_window]
