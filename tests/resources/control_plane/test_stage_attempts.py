"""Ledger rows of stages: they count like any other, and only simulations have runs and prompts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from resources.control_plane import budgets, ledger, listing, simulations, stage_attempts, websites
from resources.control_plane.ledger import Reservation
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import BudgetError
from resources.identity import new_id, text_hash
from resources.migrations.postgres import runner
from tests.booked_calls import book

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def reserve_of_simulation(db: Connection, website: Website) -> None:
    ledger.reserve(
        db,
        Reservation(
            simulation_run_id=simulations.for_day(db, website.id, DAY).id,
            organization_id=website.organization_id, website_id=website.id, prompt_id=new_id(),
            prompt_hash=text_hash("Which?"), provider="openai", model="gpt-5", sample_number=1,
            reserved_usd=Decimal("0.5"),
        ),
        at=NOON,
    )  # fmt: skip


def test_attempts_of_all_kinds_count_as_spent(db: Connection, website: Website) -> None:
    reserve_of_simulation(db, website)
    book(db, website, "0.25", at=NOON)
    book(db, website, "0.25", at=NOON)
    assert ledger.spent_usd(db, website.organization_id, DAY) == 1
    budgets.set_limit(db, website.organization_id, period="day", limit_usd=1, actor="test")
    with pytest.raises(BudgetError, match=r"\$1\.0000 are spent"):
        budgets.check(db, website.organization_id, website.id, day=DAY, usd=0.01)


def test_a_settled_call_tells_its_cost_and_payload(db: Connection, website: Website) -> None:
    made = book(db, website, "0.25", at=NOON)
    assert (made.status, made.organization_id) == ("reserved", website.organization_id)
    ledger.settle(
        db, made.id, cost_usd=0.1, request_id="req_1", response_id=made.id,
        payload_path="llm-responses/site/answer.json", at=NOON,
    )  # fmt: skip
    (told,) = stage_attempts.attempts(db, website.id)
    assert (told.status, told.cost_usd) == ("succeeded", Decimal("0.1"))
    assert told.payload_path == "llm-responses/site/answer.json"


def test_stages_and_simulations_are_listed_apart(db: Connection, website: Website) -> None:
    reserve_of_simulation(db, website)
    book(db, website, "0.25", at=NOON)
    run = simulations.for_day(db, website.id, DAY)
    assert len(ledger.attempts(db, run.id)) == len(stage_attempts.attempts(db, website.id)) == 1
    shown = [row["purpose"] for row in listing.rows(db, "llm_attempts")]
    assert sorted(shown) == ["icps", "simulation"]


def run_for_a_stage(db: Connection, website: Website) -> None:
    reserve_of_simulation(db, website)
    db.exec_driver_sql("UPDATE control.llm_attempts SET purpose = 'icps'")


def prompt_for_a_stage(db: Connection, website: Website) -> None:
    book(db, website, "0.25", at=NOON)
    db.exec_driver_sql("UPDATE control.llm_attempts SET prompt_id = gen_random_uuid()")


def simulation_without_a_run(db: Connection, website: Website) -> None:
    book(db, website, "0.25", purpose="simulation", at=NOON)


@pytest.mark.parametrize("act", [run_for_a_stage, prompt_for_a_stage, simulation_without_a_run])
def test_a_simulation_and_nothing_else_has_a_run_and_a_prompt(
    control: ControlPlane, act: Callable[[Connection, Website], None]
) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
    with pytest.raises(Exception, match="llm_attempts_of_simulations"), control.begin() as db:
        act(db, website)


def test_the_schema_before_forgets_stages_and_keeps_simulations(empty_database: str) -> None:
    own = ControlPlane(url=empty_database)
    with own.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
        reserve_of_simulation(db, website)
        book(db, website, "0.25", at=NOON)
        runner.downgrade(db, "0003")
        assert db.exec_driver_sql("SELECT count(*) FROM control.llm_attempts").scalar() == 1
        runner.upgrade(db)
        assert [row["purpose"] for row in listing.rows(db, "llm_attempts")] == ["simulation"]
