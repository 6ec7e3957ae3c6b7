"""Tracking: per website and per day; the past stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from resources.control_plane import brands, competitors, websites
from resources.control_plane.websites import Website
from resources.errors import InputError
from resources.identity import new_id

TODAY = datetime.now(UTC).date()
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def roles(db: Connection, website: Website, on: date | None = None) -> dict[str, str]:
    return {one.name: one.role for one in brands.tracked(db, website.id, on)}


def test_own_brands_come_first_with_what_reading_answers_needs(
    db: Connection, website: Website
) -> None:
    brands.track(db, website.id, "MySQL", "competitor", relationship_type="direct", actor="test")
    brands.track(db, website.id, "SQLite", "own", actor="test")
    brands.add_alias(db, "SQLite", "sqlite3", actor="test")
    own, other = brands.tracked(db, website.id)
    assert (own.name, own.role, own.relationship_type, own.aliases) == (
        "SQLite",
        "own",
        None,
        ("sqlite3",),
    )
    assert (other.role, other.relationship_type) == ("competitor", "direct")


def test_tracking_again_changes_nothing_and_is_not_audited(
    db: Connection, website: Website, audited
) -> None:
    for _ in range(2):
        brands.track(db, website.id, "MySQL", "competitor", relationship_type="direct", actor="t")
    brands.track(db, website.id, "mysql", "competitor", actor="t")  # says nothing of the type
    assert audited.new() == 2  # the brand and its tracking
    assert brands.tracked(db, website.id)[0].relationship_type == "direct"


def test_my_brand_is_your_competitor(db: Connection, website: Website) -> None:
    theirs = websites.add(db, url="https://mysql.test", actor="test")
    brands.track(db, website.id, "SQLite", "own", actor="test")
    brands.track(db, theirs.id, "SQLite", "competitor", actor="test")
    assert roles(db, website) == {"SQLite": "own"}
    assert roles(db, theirs) == {"SQLite": "competitor"}


def test_without_a_date_a_brand_counts_for_every_day(db: Connection, website: Website) -> None:
    brands.track(db, website.id, "SQLite", "own", actor="test")
    assert roles(db, website, date(2025, 1, 1)) == {"SQLite": "own"}


def test_a_period_holds_its_first_day_and_not_the_day_it_ends(
    db: Connection, website: Website
) -> None:
    brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")
    brands.untrack(db, website.id, "MySQL", until=JUNE, actor="test")
    days = (MAY - timedelta(1), MAY, JUNE - timedelta(1), JUNE)
    assert [bool(roles(db, website, day)) for day in days] == [False, True, True, False]


def test_untracking_takes_effect_today_and_leaves_yesterday(
    db: Connection, website: Website, audited
) -> None:
    brands.track(db, website.id, "MySQL", "competitor", actor="test")
    audited.new()
    for _ in range(2):
        brands.untrack(db, website.id, "MySQL", actor="test")
    assert audited.new() == 1
    assert roles(db, website) == {}
    assert roles(db, website, TODAY - timedelta(1)) == {"MySQL": "competitor"}


def test_an_end_can_be_set_earlier_afterwards(db: Connection, website: Website, audited) -> None:
    brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")
    brands.untrack(db, website.id, "MySQL", until=JULY, actor="test")
    audited.new()
    for _ in range(2):
        brands.untrack(db, website.id, "MySQL", until=JUNE, actor="test")
    assert audited.new() == 1
    assert [bool(roles(db, website, day)) for day in (MAY, JUNE)] == [True, False]
    brands.untrack(db, website.id, "MySQL", until=MAY, actor="test")
    assert roles(db, website, MAY) == {}


def test_tracking_untracking_and_tracking_on_one_day_is_possible(
    db: Connection, website: Website
) -> None:
    for _ in range(3):
        brands.track(db, website.id, "MySQL", "competitor", actor="test")
        assert roles(db, website) == {"MySQL": "competitor"}
        brands.untrack(db, website.id, "MySQL", actor="test")
        assert roles(db, website) == {}
    assert roles(db, website, TODAY - timedelta(1)) == {"MySQL": "competitor"}


def test_a_new_role_from_a_day_on_leaves_the_days_before(db: Connection, website: Website) -> None:
    brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")
    brands.track(db, website.id, "MySQL", "own", since=JUNE, actor="test")
    assert roles(db, website, MAY) == {"MySQL": "competitor"}
    assert roles(db, website, JUNE) == {"MySQL": "own"}


def test_a_new_role_without_a_day_corrects_the_period(db: Connection, website: Website) -> None:
    brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")
    brands.track(db, website.id, "MySQL", "own", actor="test")
    assert roles(db, website, MAY) == {"MySQL": "own"}


def test_a_period_cannot_reach_into_an_earlier_one(db: Connection, website: Website) -> None:
    brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")
    brands.untrack(db, website.id, "MySQL", until=JULY, actor="test")
    with pytest.raises(InputError, match="was tracked until 2026-07-01"):
        brands.track(db, website.id, "MySQL", "competitor", since=JUNE, actor="test")
    brands.track(db, website.id, "MySQL", "competitor", actor="test")
    assert roles(db, website, JULY) == {"MySQL": "competitor"}


def test_moving_the_start_of_a_later_period_cannot_reach_into_an_earlier_one(
    db: Connection, website: Website
) -> None:
    brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")
    brands.untrack(db, website.id, "MySQL", until=JUNE, actor="test")
    brands.track(db, website.id, "MySQL", "competitor", since=JULY, actor="test")
    with pytest.raises(InputError, match="was tracked until 2026-06-01"):
        brands.track(db, website.id, "MySQL", "competitor", since=MAY, actor="test")


def test_competitor_relationships_follow_what_is_tracked(db: Connection, website: Website) -> None:
    for name, role in (("A", "own"), ("B", "own"), ("X", "competitor"), ("Y", "competitor")):
        brands.track(db, website.id, name, role, actor="test")
    before = {one.id for one in competitors.relationships(db, website.id)}
    assert len(before) == 4
    brands.track(db, website.id, "X", "competitor", relationship_type="substitute", actor="test")
    brands.untrack(db, website.id, "Y", actor="test")
    after = competitors.relationships(db, website.id)
    assert len(after) == 2
    assert {one.id for one in after} < before
    assert {one.relationship_type for one in after} == {"substitute"}


def test_mistakes_are_named(db: Connection, website: Website) -> None:
    brands.track(db, website.id, "SQLite", "own", actor="test")
    brands.add(db, "MySQL", actor="test")
    with pytest.raises(InputError, match="'MySQL' is not tracked here; tracked are: SQLite"):
        brands.untrack(db, website.id, "MySQL", actor="test")
    with pytest.raises(InputError, match="only competitors have a relationship"):
        brands.track(db, website.id, "SQLite", "own", relationship_type="direct", actor="test")
    with pytest.raises(InputError, match="no website with id"):
        brands.track(db, new_id(), "SQLite", "own", actor="test")
