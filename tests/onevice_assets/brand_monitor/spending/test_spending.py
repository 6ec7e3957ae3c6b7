"""What a day cost: empty days first, then every cent of the ledger, once, beside what it bought."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.spending.assets import spending
from onevice_assets.brand_monitor.spending.sum_spending import Bought, build_rows
from onevice_assets.charts.draw_spending import draw_spending
from onevice_assets.partitions import join_key
from onevice_assets.tables.spending import spending as table
from resources.control_plane import ledger, simulations, websites
from resources.control_plane.ledger import Reservation
from resources.control_plane.resource import ControlPlane
from resources.control_plane.spending import Paid
from resources.control_plane.websites import Website
from resources.identity import new_id
from resources.lake import Lake
from tests.booked_calls import book

DAY = date(2026, 11, 20)
NEXT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def website(control: ControlPlane) -> Website:
    with control.begin() as db:
        return websites.add(db, url="https://demo.test/", actor="test")


def materialize(lake: Lake, control: ControlPlane, website: Website) -> dict[str, Any]:
    partition = join_key(DAY.isoformat(), website.key)
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [website.key])
    with dg.build_asset_context(partition_key=partition, instance=instance) as context:
        found = spending(context, lake=lake, control=control)
    return {**(found.metadata or {}), "rows": lake.read_rows(table, partition)}


def pay(control: ControlPlane, website: Website, cost: str | None) -> None:
    """A call of the day's simulation, asked the morning after; None leaves it open."""
    with control.begin() as db:
        run = simulations.for_day(db, website.id, DAY)
        wish = Reservation(
            run.id, website.organization_id, website.id, new_id(), "0" * 64, "openai", "gpt-5", 1,
            Decimal("0.25"),
        )  # fmt: skip
        made = ledger.reserve(db, wish, at=NEXT)
        if cost is not None:
            ledger.settle(
                db, made.id, cost_usd=Decimal(cost), request_id="r", response_id=new_id(),
                payload_path="p", at=NEXT,
            )  # fmt: skip


def test_a_day_on_which_nothing_was_asked_has_no_row_and_no_chart(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    told = materialize(lake, control, website)
    assert (told["rows"], told["cost_usd"]) == ([], 0)
    assert "chart" not in told


def test_each_call_counts_on_the_day_it_speaks_for(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    pay(control, website, "0.1")
    pay(control, website, None)
    with control.begin() as db:
        for purpose, hour in (("canary_responses 2026-11-20", NEXT), ("icps", NEXT)):
            book(db, website, "0.01", purpose=purpose, at=hour)
    rows = {row["purpose"]: row for row in materialize(lake, control, website)["rows"]}
    assert set(rows) == {"simulation", "canary_responses", "all"}
    asked, total = rows["simulation"], rows["all"]
    assert (asked["call_count"], asked["open_count"], asked["cost_usd"]) == (2, 1, 0.1)
    assert (asked["estimated_usd"], asked["open_usd"]) == (0.25, 0.25)
    assert (total["call_count"], total["cost_usd"], total["open_usd"]) == (3, 0.1, 0.26)


def test_what_is_settled_later_is_taken_in_by_the_next_run(
    lake: Lake, control: ControlPlane, website: Website
) -> None:
    pay(control, website, "0.1")
    first = materialize(lake, control, website)
    assert materialize(lake, control, website)["rows"] == first["rows"]
    pay(control, website, "0.2")
    again = materialize(lake, control, website)
    assert again["cost_usd"] == pytest.approx(0.3)
    assert "data:image/svg" in again["chart"].md_str


def paid_for(purpose: str, calls: int, usd: str) -> Paid:
    return Paid(
        provider="openai",
        model="gpt-5",
        purpose=purpose,
        calls=calls,
        failed=0,
        open=0,
        reused=0,
        estimated_usd=Decimal(calls),
        cost_usd=Decimal(usd),
        open_usd=Decimal(0),
    )


def test_an_answer_a_mention_and_a_verdict_cost_their_share(website: Website) -> None:
    paid = [paid_for("simulation", 4, "0.8"), paid_for("icps", 1, "0.2")]
    model = ("openai", "gpt-5")
    asked, other, total = build_rows(paid, Bought({model: 4}, {model: 2}, 5), website, DAY)
    assert (asked["cost_per_answer_usd"], asked["cost_per_mention_usd"]) == (0.2, 0.4)
    assert (other["answer_count"], other["cost_per_answer_usd"]) == (0, None)
    assert total["cost_usd"] == 1.0
    assert (total["cost_per_mention_usd"], total["cost_per_verdict_usd"]) == (0.5, 0.2)
    assert asked["cost_per_verdict_usd"] is None


def test_free_days_draw_nothing_and_paid_ones_name_their_sum() -> None:
    rows = [{"day": DAY, "llm_provider": "local", "cost_usd": 0.0}]
    assert draw_spending(rows) == ""
    paid = [{"day": DAY, "llm_provider": f"p{n}", "cost_usd": 0.5} for n in range(8)]
    assert "USD 4.0000 from 2026-11-20 to 2026-11-20" in draw_spending([*rows, *paid])
