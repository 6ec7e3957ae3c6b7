"""Budgets: a day's and a month's limit, of an organization and of one website."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from resources.control_plane import budgets, ledger, websites
from resources.control_plane.reservations import reserve_within
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import BudgetError
from tests.resources.control_plane.test_ledger import make_wish

DAY = date(2026, 11, 21)


def spend(db: Connection, website: Website, day: int) -> None:
    at = datetime(2026, 11, day, 12, tzinfo=UTC)
    ledger.reserve_many(db, [make_wish(db, website)], at=at)  # 0.25 USD


def test_without_a_budget_nothing_is_refused(db: Connection, website: Website) -> None:
    budgets.check(db, website.organization_id, website.id, day=DAY, usd=1_000_000)


def test_what_exceeds_a_limit_is_refused_with_the_numbers(db: Connection, website: Website) -> None:
    budgets.set_limit(db, website.organization_id, period="day", limit_usd=0.5, actor="test")
    spend(db, website, 21)
    budgets.check(db, website.organization_id, website.id, day=DAY, usd=Decimal("0.25"))
    with pytest.raises(BudgetError, match=r"allows the organization \$0\.5000 and \$0\.2500"):
        budgets.check(db, website.organization_id, website.id, day=DAY, usd=Decimal("0.26"))


def test_a_month_counts_its_days_and_a_website_only_itself(
    db: Connection, website: Website
) -> None:
    other = websites.add(db, url="https://other.test", actor="test")
    organization = website.organization_id
    for day in (1, 20, 30):
        spend(db, website, day)
        spend(db, other, day)
    budgets.set_limit(db, organization, period="month", limit_usd=1.5, actor="test")
    with pytest.raises(BudgetError, match="month"):
        budgets.check(db, organization, website.id, day=DAY, usd=0.01)
    budgets.check(db, organization, website.id, day=date(2026, 12, 1), usd=1.5)
    budgets.set_limit(db, organization, period="month", limit_usd=9, actor="test")
    budgets.set_limit(
        db, organization, period="month", limit_usd=0.75, website_id=website.id, actor="test"
    )
    budgets.check(db, organization, other.id, day=DAY, usd=1)
    with pytest.raises(BudgetError, match="this website"):
        budgets.check(db, organization, website.id, day=DAY, usd=0.01)


def test_setting_the_same_limit_again_is_not_audited(
    db: Connection, website: Website, audited
) -> None:
    for limit in (5, 5, 6):
        budgets.set_limit(db, website.organization_id, period="day", limit_usd=limit, actor="t")
    assert audited.new() == 2
    assert [one.limit_usd for one in budgets.limits(db, website.organization_id)] == [6]


def test_two_spenders_cannot_take_the_same_last_dollar(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        organization = website.organization_id
        budgets.set_limit(db, organization, period="day", limit_usd=1, actor="test")
        wish = make_wish(db, website)
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def take(number: int) -> bool:
        with control.begin() as db:
            wishes = [replace(wish, sample_number=number + 1)]
            (said,) = reserve_within(db, wishes, day_limit_usd=None, at=at)
        return isinstance(said, str)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(12))) == 4
