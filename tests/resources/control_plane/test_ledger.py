"""The ledger: written before the call, reserved counts as spent, nothing is asked twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, event

from resources.control_plane import ledger, simulations, websites
from resources.control_plane.ledger import Attempt, Reservation
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import StoreError
from resources.identity import new_id, text_hash

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def wish(db: Connection, website: Website) -> Reservation:
    return make_wish(db, website)


def make_wish(db: Connection, website: Website) -> Reservation:
    return Reservation(
        simulation_run_id=simulations.for_day(db, website.id, DAY).id,
        organization_id=website.organization_id,
        website_id=website.id,
        prompt_id=new_id(),
        prompt_hash=text_hash("Which one?"),
        provider="openai",
        model="gpt-5",
        sample_number=1,
        reserved_usd=Decimal("0.25"),
    )


def reserve(db: Connection, wish: Reservation, at: datetime = NOON) -> Attempt:
    return ledger.reserve(db, wish, at=at)


def settle(db: Connection, attempt: Attempt, cost_usd: float = 0.1) -> None:
    ledger.settle(
        db,
        attempt.id,
        cost_usd=cost_usd,
        request_id="req_1",
        response_id=new_id(),
        payload_path="llm-responses/run/answer.json",
        at=NOON,
    )


def test_a_reserved_attempt_counts_as_spent(
    db: Connection, website: Website, wish: Reservation
) -> None:
    attempt = reserve(db, wish)
    assert (attempt.status, attempt.cost_usd) == ("reserved", None)
    assert ledger.spent_usd(db, website.organization_id, DAY) == Decimal("0.25")


def test_a_settled_attempt_counts_what_it_cost(
    db: Connection, website: Website, wish: Reservation
) -> None:
    settle(db, reserve(db, wish), cost_usd=0.1)
    (attempt,) = ledger.attempts(db, wish.simulation_run_id)
    assert (attempt.status, attempt.cost_usd, attempt.settled_at) == (
        "succeeded",
        Decimal("0.1"),
        NOON,
    )
    assert ledger.spent_usd(db, website.organization_id, DAY) == Decimal("0.1")


def test_a_failed_attempt_costs_nothing_unless_said_and_may_be_asked_again(
    db: Connection, website: Website, wish: Reservation
) -> None:
    first = reserve(db, wish)
    ledger.fail(db, first.id, error="HTTP 500\x00\ud800", at=NOON)
    assert ledger.spent_usd(db, website.organization_id, DAY) == 0
    again = reserve(db, wish, NOON + timedelta(minutes=1))
    ledger.fail(db, again.id, error="given up", cost_usd=again.reserved_usd, at=NOON)
    assert ledger.spent_usd(db, website.organization_id, DAY) == Decimal("0.25")
    statuses = [one.status for one in ledger.attempts(db, wish.simulation_run_id)]
    assert statuses == ["failed", "failed"]


def test_what_is_asked_or_answered_cannot_be_reserved_again(
    db: Connection, wish: Reservation
) -> None:
    attempt = reserve(db, wish)
    with pytest.raises(StoreError, match="has an attempt for openai:gpt-5, sample 1"):
        reserve(db, wish)
    settle(db, attempt)
    other = replace(wish, sample_number=2)
    made = ledger.reserve_many(db, [wish, other, other], at=NOON)
    assert [one.sample_number for one in made] == [2]


def test_an_attempt_is_closed_once(db: Connection, wish: Reservation) -> None:
    attempt = reserve(db, wish)
    settle(db, attempt)
    for close in (
        lambda: settle(db, attempt),
        lambda: ledger.fail(db, attempt.id, error="late", at=NOON),
        lambda: ledger.fail(db, new_id(), error="never made", at=NOON),
    ):
        with pytest.raises(StoreError, match="is not reserved"):
            close()


def test_what_another_organization_or_day_spent_does_not_count(
    db: Connection, website: Website, wish: Reservation
) -> None:
    theirs = websites.add(db, url="https://demo.test", organization="acme", actor="test")
    reserve(db, make_wish(db, theirs))
    reserve(db, wish, datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC))
    reserve(db, replace(wish, sample_number=2), datetime(2026, 11, 22, tzinfo=UTC))
    assert ledger.spent_usd(db, website.organization_id, DAY) == Decimal("0.25")
    assert ledger.spent_usd(db, website.organization_id, date(2026, 11, 20)) == 0


def test_two_who_ask_at_once_reserve_each_call_once(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        first = make_wish(db, website)
    wishes = [replace(first, sample_number=number + 1) for number in range(200)]

    def take(_: int) -> list[Attempt]:
        with control.begin() as db:
            return ledger.reserve_many(db, wishes)

    with ThreadPoolExecutor(4) as pool:
        made = [attempt for taken in pool.map(take, range(4)) for attempt in taken]
    assert sorted(one.sample_number for one in made) == list(range(1, 201))


def test_reserving_is_cheap(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        first = make_wish(db, website)
    sent: list[str] = []
    with control.begin() as db:
        event.listen(db, "before_cursor_execute", lambda _, __, sql, *___: sent.append(sql))
        reserve(db, first)
        one = len(sent)
        many = [replace(first, prompt_id=new_id()) for _ in range(5_000)]
        assert len(ledger.reserve_many(db, many)) == 5_000
    assert one <= 3, sent
    assert len(sent) - one <= one, "as many statements for thousands as for one"
