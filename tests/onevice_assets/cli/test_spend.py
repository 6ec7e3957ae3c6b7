"""`onevice spend` and `onevice budget`: refusals first, then what people and programs are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from resources.control_plane import ledger, websites
from resources.control_plane.ledger import Attempt
from resources.identity import new_id
from tests.booked_calls import book
from tests.onevice_assets.cli.conftest import KEY, SITE, Terminal


@pytest.fixture
def paid(terminal: Terminal) -> list[Attempt]:
    """Three calls: one settled, one failed for money, one of unknown outcome."""
    with terminal.control.begin() as db:
        website = websites.add(db, url=SITE, actor="test")
        made = [book(db, website, "0.5") for _ in range(3)]
        now = datetime.now(UTC)
        ledger.settle(
            db, made[0].id, cost_usd=Decimal("0.1"), request_id="req-1", response_id=new_id(),
            payload_path="llm-responses/a.json", at=now,
        )  # fmt: skip
        ledger.fail(
            db, made[1].id, error="broken", cost_usd=Decimal("0.5"), at=now,
            provider_request_id="req-http-2",
        )  # fmt: skip
    return made


@pytest.mark.parametrize("usd", ["", "much", "-1", "nan", "inf", "1e9"])
def test_what_is_no_amount_is_no_budget(terminal: Terminal, usd: str) -> None:
    assert "is no amount of US dollars" in terminal.error("budget", "set", "--", usd)
    assert terminal.actions() == []


def test_a_negative_amount_is_no_option(terminal: Terminal) -> None:
    assert "is no amount of US dollars" in terminal.error("budget", "set", "-5", "--per", "day")


def test_days_the_wrong_way_round_are_no_period_without_costs(terminal: Terminal) -> None:
    told = terminal.error("spend", "--since", "2026-11-22", "--until", "2026-11-01")
    assert "swap them" in told


def test_a_budget_needs_an_organization_that_exists(terminal: Terminal) -> None:
    assert "no organization 'acme'" in terminal.error(
        "budget", "set", "1", "--organization", "acme"
    )


def test_a_budget_is_set_listed_audited_and_taken_away(
    terminal: Terminal, paid: list[Attempt]
) -> None:
    terminal.run("budget", "set", "2.50", "--per", "day", "--website", KEY)
    terminal.run("budget", "set", "20")
    listed = terminal.json("budget", "list")
    assert [(row["whose"], row["per"], row["limit_usd"], row["spent_usd"]) for row in listed] == [
        ("MAX_USD", "day", 1.0, 1.1),
        ("default", "month", 20, 1.1),
        (KEY, "day", 2.5, 1.1),
    ]
    assert "may spend" not in terminal.run("budget", "list")
    terminal.run("budget", "remove")
    assert "nothing changed" in terminal.run("budget", "remove")
    assert terminal.actions()[-3:] == ["budget.set", "budget.set", "budget.remove"]


@pytest.mark.parametrize("by", ["day", "website", "provider", "model", "purpose"])
def test_every_cut_adds_up_to_the_same(terminal: Terminal, paid: list[Attempt], by: str) -> None:
    (row,) = terminal.json("spend", "--by", by)
    assert row[by]
    assert (row["calls"], row["failed"], row["open"], row["reused"]) == (3, 1, 1, 0)
    assert (row["cost_usd"], row["open_usd"], row["estimated_usd"]) == (0.6, 0.5, 1.0)


def test_people_read_the_sum_and_what_is_open(terminal: Terminal, paid: list[Attempt]) -> None:
    told = terminal.run("spend")
    assert "Together USD 0.6000, USD 0.5000 held for 1 calls of unknown outcome" in told
    assert terminal.json("spend", "--provider", "anthropic") == []
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    assert terminal.json("spend", "--until", yesterday) == []


def test_open_calls_are_listed_with_what_a_bill_would_name_them_by(
    terminal: Terminal, paid: list[Attempt]
) -> None:
    (row,) = terminal.json("spend", "--open")
    assert (row["id"], row["status"], row["usd"]) == (paid[2].id, "reserved", 0.5)
    assert "client_request_id" in terminal.run("spend", "--open")


def test_a_bill_is_compared_and_closes_what_was_open(
    terminal: Terminal, paid: list[Attempt], tmp_path: Path
) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text(
        "request_id,cost_usd,client_request_id\n"
        f"req-1,0.1,\n,0.5,{paid[1].id}\n,0.02,{paid[2].id}\nstrange,3,\n"
    )
    told = terminal.run("spend", "reconcile", str(bill), code=1)
    assert "2 calls cost what the bill says" in told
    assert "strange is on the bill" in told.replace("\n", " ")
    assert terminal.json("spend", "--open")
    terminal.run("spend", "reconcile", str(bill), "--settle", code=1)
    assert terminal.json("spend", "--open") == []
    (row,) = terminal.json("spend")
    assert (row["cost_usd"], row["open_usd"]) == (0.62, 0)


def test_a_failed_call_that_counts_in_full_is_booked_at_what_the_bill_says(
    terminal: Terminal, paid: list[Attempt], tmp_path: Path
) -> None:
    bill = tmp_path / "bill.csv"
    lines = [
        f"{one.id},{usd}" for one, usd in zip(paid, ("0.1", "0.000012345", "0.02"), strict=True)
    ]
    bill.write_text("\n".join(["client_request_id,cost_usd", *lines]))
    told = terminal.run("spend", "reconcile", str(bill))
    assert "failed, and would be booked by --settle at USD 0.000012345" in told.replace("\n", " ")
    terminal.run("spend", "reconcile", str(bill), "--settle")
    with terminal.control.begin() as db:
        sql = "SELECT sum(cost_usd) FROM control.llm_attempts"
        assert db.exec_driver_sql(sql).scalar_one() == Decimal("0.120012345")
    terminal.run("spend", "reconcile", str(bill), "--settle")


def test_a_bill_that_agrees_ends_well(
    terminal: Terminal, paid: list[Attempt], tmp_path: Path
) -> None:
    bill = tmp_path / "bill.csv"
    lines = [f"{one.id},{usd}" for one, usd in zip(paid, ("0.1", "0.5", "0.5"), strict=True)]
    bill.write_text("\n".join(["client_request_id,cost_usd", *lines]))
    terminal.run("spend", "reconcile", str(bill), "--settle")


def test_a_failed_call_is_found_and_named_by_the_providers_id_of_its_request(
    terminal: Terminal, paid: list[Attempt], tmp_path: Path
) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text("request_id,cost_usd\nreq-http-2,0.4\n")
    told = " ".join(terminal.run("spend", "reconcile", str(bill), code=1).split())
    assert f"{paid[1].id} (req-http-2) failed, and would be booked by --settle at USD 0.4" in told
    assert f"{paid[0].id} (req-1) is in the ledger" in told


def test_a_bill_that_is_not_there_is_told_so(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.error("spend", "reconcile", str(tmp_path / "nobill.csv"))
    assert "There is no file" in told
    assert "Errno" not in told


def test_a_bill_that_cannot_be_read_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "bill.csv").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in terminal.error("spend", "reconcile", str(tmp_path / "bill.csv"))
