"""Reserving within limits: bad luck first, then the order in which calls are let through."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from resources.control_plane import budgets, ledger, websites
from resources.control_plane.ledger import Reservation
from resources.control_plane.reservations import reserve_within
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import BudgetError, StoreError
from resources.identity import new_id
from resources.llm.desk import Desk
from resources.llm.till import Till
from resources.object_store import Objects
from tests.resources.control_plane.test_ledger import make_wish

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ask(
    db: Connection, wishes: Sequence[Reservation], limit: str | None = None
) -> list[str | BudgetError | None]:
    ceiling = None if limit is None else Decimal(limit)
    return reserve_within(db, wishes, day_limit_usd=ceiling, at=NOON)


def wishes_of(db: Connection, website: Website, *amounts: str) -> list[Reservation]:
    first = make_wish(db, website)
    return [replace(first, prompt_id=new_id(), reserved_usd=Decimal(usd)) for usd in amounts]


def outcomes(said: Sequence[str | BudgetError | None]) -> list[bool]:
    return [isinstance(one, str) for one in said]


def test_a_budget_of_0_lets_through_what_costs_nothing_and_nothing_else(
    db: Connection, website: Website
) -> None:
    owner = website.organization_id
    budgets.set_limit(db, owner, period="month", limit_usd=0, actor="test")
    said = ask(db, wishes_of(db, website, "0.000000001", "0", "1"), "0")
    assert outcomes(said) == [False, True, False]
    assert ledger.spent_usd(db, owner, DAY) == 0


def test_the_first_that_fit_are_let_through_and_a_smaller_one_after_them(
    db: Connection, website: Website
) -> None:
    said = ask(db, wishes_of(db, website, "0.6", "0.6", "0.3", "0.2"), "1")
    assert outcomes(said) == [True, False, True, False]
    assert "$0.6000 of MAX_USD=1 are spent" in str(said[1])
    assert "$0.9000 of MAX_USD=1 are spent" in str(said[3])


def test_what_was_asked_already_is_neither_reserved_nor_refused(
    db: Connection, website: Website
) -> None:
    first, second = wishes_of(db, website, "0.1", "0.1")
    ask(db, [first])
    assert ask(db, [first, second])[0] is None


def test_a_websites_budget_holds_that_website_only(db: Connection, website: Website) -> None:
    other = websites.add(db, url="https://other.test", actor="test")
    budgets.set_limit(
        db, website.organization_id, period="day", limit_usd=0.1, website_id=website.id, actor="t"
    )
    both = [*wishes_of(db, website, "0.2"), *wishes_of(db, other, "0.2")]
    said = ask(db, both)
    assert outcomes(said) == [False, True]
    assert "allows this website $0.1000" in str(said[0])


def test_another_organizations_limit_is_no_limit_here(db: Connection, website: Website) -> None:
    theirs = websites.add(db, url="https://other.test", organization="acme", actor="test")
    budgets.set_limit(db, website.organization_id, period="day", limit_usd=0, actor="t")
    both = [*wishes_of(db, website, "0.2"), *wishes_of(db, theirs, "0.2")]
    assert outcomes(ask(db, both, "0.3")) == [False, True]


def test_parallel_tills_never_go_over_the_ceiling_together(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        wishes = wishes_of(db, website, *["0.01"] * 120)
    tills = [Till(control, Decimal("0.5")) for _ in range(3)]

    def take(place: int) -> bool:
        try:
            return bool(tills[place % 3].reserve(wishes[place]))
        except BudgetError:
            return False

    with ThreadPoolExecutor(24) as pool:
        assert sum(pool.map(take, range(120))) == 50
    with control.begin() as db:
        spent = ledger.spent_usd(db, website.organization_id, datetime.now(UTC).date())
    assert spent == Decimal("0.5")


def test_what_two_processes_ask_at_once_only_one_is_let_ask(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        (wish,) = wishes_of(db, website, "0.01")
    assert Till(control, None).reserve(wish)
    with pytest.raises(StoreError, match="was not asked again: another process"):
        Till(control, None).reserve(wish)


def test_a_ledger_that_cannot_be_written_refuses_every_waiting_call() -> None:
    till = Till(ControlPlane(url="postgresql://nobody@127.0.0.1:1/none", retry_seconds=0), None)
    wish = Reservation(None, new_id(), new_id(), None, "0" * 64, "p", "m", 1, Decimal(1), "icps")

    def take(_: int) -> str:
        try:
            return till.reserve(wish)
        except StoreError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(take, range(8))) == {"StoreDownError"}


def test_calls_that_wait_together_share_transactions(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        wishes = wishes_of(db, website, *["0.01"] * 200)

    async def reserve() -> list[str]:
        desk = Desk(Till(control, None), Objects(url="memory://never-used"))
        return await asyncio.gather(*map(desk.reserve, wishes))

    assert len(set(asyncio.run(reserve()))) == 200
    with control.begin() as db:
        sql = "SELECT count(DISTINCT reserved_at) FROM control.llm_attempts"
        assert db.exec_driver_sql(sql).scalar_one() <= 2
