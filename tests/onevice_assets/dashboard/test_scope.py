"""What a viewer may see of what a URL asks: their own websites, and what there is of them."""

from __future__ import annotations

import pytest

from tests.onevice_assets.dashboard.conftest import COFFEE, DAYS, TEA, World, day


def test_everything_is_seen_at_this_machine_and_only_ones_own_elsewhere(world: World) -> None:
    assert [one.key for one in world.scope().websites] == [COFFEE, TEA]
    assert [one.key for one in world.scope(viewer=world.viewer(TEA)).websites] == [TEA]


@pytest.mark.parametrize("asked", [f"?website={COFFEE}", "?website=default.nobody.test"])
def test_anothers_website_is_as_if_it_were_not_there(world: World, asked: str) -> None:
    scope = world.scope(asked, world.viewer(TEA))
    assert scope.key == TEA
    assert scope.told[0].endswith("for you to see.")
    assert not {one for one in scope.topics if "coffee" in one}


def test_an_organization_without_a_website_sees_nothing(world: World) -> None:
    stranger = world.viewer(TEA).__class__("0193b5a0-0000-7000-8000-000000000000", "admin")
    scope = world.scope(f"?website={TEA}", stranger)
    assert (scope.websites, scope.website, list(scope.days)) == ([], None, [])


def test_without_a_period_the_last_four_weeks_that_were_counted_are_shown(world: World) -> None:
    scope = world.scope()
    assert (str(scope.start), str(scope.end)) == ("2026-10-25", DAYS[-1])
    assert list(scope.days) == [day(one) for one in DAYS]


def test_a_period_without_a_counted_day_is_empty_and_not_an_error(world: World) -> None:
    scope = world.scope("?start=2026-11-19&end=2026-11-19")
    assert list(scope.days) == []
    assert list(scope.counted) == [day(one) for one in DAYS]


def test_a_period_of_a_hundred_years_is_cut_and_told(world: World) -> None:
    scope = world.scope("?start=1926-01-01&end=2026-11-21")
    assert scope.start is not None
    assert scope.end is not None
    assert (scope.end - scope.start).days == 365
    assert "At most 366 days" in scope.told[0]


@pytest.mark.parametrize("search", ["?end=0001-01-01", "?start=9999-12-31", "?end=9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(world: World, search: str) -> None:
    assert world.scope(search).end is not None


@pytest.mark.parametrize(
    ("search", "reason"),
    [
        ("?provider=openai&provider=nobody", "provider 'nobody'"),
        ("?intent=x", "intent 'x'"),
        ("?icp=tea+lover", "icp 'tea lover'"),
        ("?topic=x", "topic 'x'"),
        ("?brand=Nobody", "No brand 'Nobody' is compared"),
        ("?about=Nobody", "No brand 'Nobody' is compared"),
    ],
)
def test_a_filter_that_fits_nothing_is_told_and_dropped(
    world: World, search: str, reason: str
) -> None:
    scope = world.scope(f"{search}&website={COFFEE}")
    assert any(reason in one for one in scope.told)
    assert scope.asked.brand == ()
    assert scope.asked.about == ""


def test_a_brand_is_known_in_any_case_and_spelled_as_it_is(world: World) -> None:
    assert world.scope("?brand=AURORA").asked.brand == ("Aurora",)
