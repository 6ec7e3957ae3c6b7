"""A filter that was changed changes its own part of the address, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from onevice_assets.dashboard.sections.frame import (
    list_options,
    show_told,
    take_choice,
    tell_chosen,
)
from resources.control_plane import websites
from tests.onevice_assets.dashboard.conftest import COFFEE, DAYS, DEMO, TEA, World

VALUES: dict[str, Any] = {
    "website": COFFEE,
    "start": "2026-10-25",
    "end": "2026-11-21T00:00:00",
    "measure": "share",
    "provider": ["openai"],
    "intent": None,
    "icp": [],
    "topic": None,
    "brand": ["Beans & Co"],
}


@pytest.mark.parametrize(
    ("changed", "after"),
    [
        ("provider", "?provider=openai&view=trend"),
        ("period", "?start=2026-10-25&end=2026-11-21&view=trend"),
        ("measure", "?view=trend&measure=share"),
        ("intent", "?view=trend"),
        ("brand", "?brand=Beans+%26+Co&view=trend"),
        ("website", f"?website={COFFEE}&view=trend"),
    ],
)
def test_only_what_was_changed_is_written(changed: str, after: str) -> None:
    assert take_choice("?view=trend&page=3&answer=x", changed, VALUES) == after


def test_another_website_starts_without_the_filters_of_the_last() -> None:
    before = "?website=default.a.test&brand=A&topic=t&start=2026-01-01&view=where&grain=week"
    after = take_choice(before, "website", VALUES | {"website": TEA})
    assert after == f"?website={TEA}&view=where&grain=week"


def test_a_filter_that_was_emptied_counts_everything_again() -> None:
    assert take_choice("?provider=openai&icp=x", "icp", VALUES) == "?provider=openai"


def test_a_cleared_website_or_measure_stays_what_it_was() -> None:
    assert take_choice("?measure=share", "measure", VALUES | {"measure": None}) == "?measure=share"


def test_controls_show_what_is_looked_at_and_what_may_be_chosen(world: World) -> None:
    options = list_options(world.scope(f"?website={COFFEE}&provider=google&start={DAYS[1]}"))
    website, start, end, measure, provider = options[:5]
    assert (website, str(start), str(end)) == (COFFEE, DAYS[1], DAYS[-1])
    assert (measure, provider) == ("mention_rate", ["google"])
    assert {"label": "google", "value": "google"} in options[10]


def test_the_folded_filters_say_what_they_hold(world: World) -> None:
    assert tell_chosen(world.scope()) == "More filters: everything counts"
    scope = world.scope(f"?website={COFFEE}&provider=google&brand=Aurora&brand=Beans+%26+Co")
    assert tell_chosen(scope) == "Filters: google, 2 brands"


def test_a_demonstration_says_so_and_measures_nothing(
    local: FlaskClient, world: World, show: Any
) -> None:
    with world.control.begin() as db:
        websites.add(db, domain="demo.test", source="import", actor="test")
    told = [one.children for one in show_told(world.scope(f"?website={DEMO}"))]
    (said,) = [one for one in told if one.startswith("Demonstration")]
    assert DAYS[-1] in said
    assert "measure nothing" in said
    assert show_told(world.scope(f"?website={COFFEE}")) == []
    page = show(local, f"?website={DEMO}")
    assert "no interval: one topic" in page
    assert "thin" in page
