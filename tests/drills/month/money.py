"""The ledger beside the bills that the providers keep, and beside the counters in Redis."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.drills.month.calendar import Month
from tests.drills.month.people import PROVIDERS, price

_ATTEMPTS = """
SELECT id::text, provider, model, status, reserved_usd, cost_usd, prompt_id::text, prompt_hash,
    simulation_run_id::text, website_id::text, sample_number, purpose
FROM control.llm_attempts WHERE reused_from IS NULL
"""


def read_bill(folder: Path, provider: str) -> list[dict[str, Any]]:
    """What a provider noted of every call that came in, with its price."""
    lines = (folder / f"{provider}.jsonl").read_text("utf-8").splitlines()
    calls = [json.loads(line) for line in lines]
    for call in calls:
        is_charged = "prompt_tokens" in call
        call["usd"] = (
            price(call["model"], call["prompt_tokens"], call["completion_tokens"])
            if is_charged
            else Decimal(0)
        )
    return calls


def compare_with_bills(resources: Mapping[str, Any], folder: Path, month: Month) -> dict[str, Any]:
    """Set every attempt beside its call, before and after the bills are taken in.

    Returns:
        Exact sums as text, counts, and what should be empty: attempts nobody was asked for, calls
        nobody booked, questions that were answered and paid twice.
    """
    before = read_attempts(resources)
    bills = {name: read_bill(folder, name) for name in PROVIDERS}
    calls = {call["client_id"]: call for bill in bills.values() for call in bill}
    unclear = [_take_in(folder, name, bills[name], month) for name in PROVIDERS]
    after = read_attempts(resources)
    billed = sum((call["usd"] for call in calls.values()), Decimal(0))
    return {
        "attempts": len(after),
        "calls": sum(map(len, bills.values())),
        "calls_by_what": dict(Counter(call["what"] for call in calls.values())),
        "not_asked": sorted({one["id"] for one in after} - calls.keys()),
        "not_booked": sorted(calls.keys() - {one["id"] for one in after}),
        "answered_twice": find_repeated(after),
        "open": sum(one["status"] == "reserved" for one in after),
        "ledger_before_bills_usd": str(_sum(before)),
        "ledger_usd": str(_sum(after)),
        "billed_usd": str(billed),
        "is_exact": _sum(after) == billed,
        "wrong_successes": [
            one["id"]
            for one in before
            if one["status"] == "succeeded" and one["cost_usd"] != calls[one["id"]]["usd"]
        ],
        "too_little_before_bills": [
            one["id"] for one in before if _usd(one) < calls[one["id"]]["usd"]
        ],
        "unclear": [text for text in unclear if text],
    }


def find_wrong_counters(resources: Mapping[str, Any], day: date) -> list[str]:
    """Counters in Redis that are there and are not what the ledger says of a day."""
    from resources.control_plane import spending
    from resources.redis_keys import costs

    wrong = []
    with resources["control"].begin() as db:
        owners = db.exec_driver_sql("SELECT id::text, slug FROM control.organizations").all()
        for owner, slug in owners:
            settled = spending.settled_usd(db, owner, day)
            for provider in PROVIDERS:
                counted = costs.read(resources["redis"], owner, provider)
                due = costs.to_micro_usd(settled.get(provider, Decimal(0)))
                if counted is not None and counted != due:
                    wrong.append(f"{day} {slug} {provider}: Redis {counted}, ledger {due}")
    return wrong


def _take_in(folder: Path, name: str, bill: list[dict[str, Any]], month: Month) -> str:
    """`onevice spend reconcile … --settle` with the bill as a file; what it said."""
    from typer.testing import CliRunner

    from onevice_assets.cli.app import app

    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["client_request_id", "cost_usd"])
        writer.writerows([one["client_id"], one["usd"]] for one in bill if one["usd"])
    since, until = month.begins.date(), month.ends.date()
    words = ["spend", "reconcile", str(path), "--provider", name, "--settle",
             "--since", f"{since}", "--until", f"{until}"]  # fmt: skip
    done = CliRunner().invoke(app, words)
    return done.output if done.exit_code else ""


def read_attempts(resources: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every call that the ledger knows of; none that used an answer again."""
    with resources["control"].begin() as db:
        return [dict(row) for row in db.exec_driver_sql(_ATTEMPTS).mappings()]


def _usd(attempt: Mapping[str, Any]) -> Decimal:
    cost = attempt["reserved_usd"] if attempt["cost_usd"] is None else attempt["cost_usd"]
    return Decimal(cost)


def _sum(attempts: list[dict[str, Any]]) -> Decimal:
    return sum((_usd(one) for one in attempts), Decimal(0))


def find_repeated(attempts: list[dict[str, Any]]) -> list[str]:
    """Questions of a website's day that have two successful attempts; one more for each further."""
    paid = count_paid(attempts)
    return [key for key, count in paid.items() for _ in range(count - 1)]


def count_paid(attempts: list[dict[str, Any]]) -> Counter[str]:
    """How often each question of a website's day was answered and paid."""
    asked = (
        (
            one["simulation_run_id"] or one["website_id"],
            one["prompt_id"] or one["prompt_hash"],
            one["purpose"],
            one["provider"],
            one["model"],
            one["sample_number"],
        )
        for one in attempts
        if one["status"] == "succeeded"
    )
    return Counter(" ".join(map(str, key)) for key in asked)
