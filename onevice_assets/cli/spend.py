"""`onevice spend`: what was spent, what is still open, and how that compares with a bill."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session
from resources.control_plane.spending import By
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.spending import Charged, Spent
    from resources.llm.usage_export import Reconciliation

app = typer.Typer(help="What was spent, and how it compares with a provider's bill.")

SinceOption = Annotated[str, typer.Option(help="First day, YYYY-MM-DD (UTC); 30 days ago if unset")]
UntilOption = Annotated[str, typer.Option(help="Last day, YYYY-MM-DD (UTC); today if unset")]
ProviderOption = Annotated[str | None, typer.Option(help="Only this provider")]
_SHOWN = ("calls", "failed", "open", "reused", "estimated_usd", "cost_usd", "open_usd")
_OF_CALL = ("id", "provider", "model", "purpose", "status", "usd", "reserved_at")


@app.callback(invoke_without_command=True)
def spend(
    context: typer.Context,
    by: Annotated[By, typer.Option(help="What to sum by")] = "day",
    since: SinceOption = "",
    until: UntilOption = "",
    provider: ProviderOption = None,
    website: WebsiteOption = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="List the calls of unknown outcome instead")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Sum up what was spent, by the UTC day a call was made on; reserved counts as spent."""
    from resources.control_plane import spending

    if context.invoked_subcommand:
        return
    session = Session()
    website_id = session.website(website).id if website else None
    first, last = _read_days(since, until)
    with session.resources["control"].begin() as db:
        period: dict[str, Any] = {
            "since": first, "until": last, "provider": provider, "website_id": website_id,
        }  # fmt: skip
        calls = spending.list_charged(db, **period, only_open=True) if only_open else []
        sums = [] if only_open else spending.sum_up(db, by, **period)
    if only_open:
        _tell_open(calls, as_json)
    elif as_json:
        print_json([{by: one.name, **asdict(one)} for one in sums])
    else:
        _tell_sums(session, sums, by, f"{first} to {last}")


@app.command()
def reconcile(
    file: Annotated[Path, typer.Argument(help="CSV: request_id, cost_usd, client_request_id")],
    since: SinceOption = "",
    until: UntilOption = "",
    provider: ProviderOption = None,
    settle: Annotated[
        bool, typer.Option("--settle", help="Book open and failed calls at what the bill says")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare a provider's bill with the ledger: what agrees, what differs, what is missing."""
    from resources.control_plane import spending
    from resources.llm import usage_export

    charges = usage_export.read_export(file)
    control = Session().resources["control"]
    first, last = _read_days(since, until)
    with control.begin() as db:
        booked = spending.list_charged(db, since=first, until=last, provider=provider)
    found = usage_export.reconcile(charges, booked)
    if settle:
        _settle(control, found)
    if as_json:
        print_json(asdict(found))
    else:
        _tell_reconciliation(found, settle)
    if found.differing or found.only_provider or found.only_ledger:
        raise typer.Exit(1)


def _read_days(since: str, until: str) -> tuple[date, date]:
    last = parse_day(until)
    first = parse_day(since) if since else last - timedelta(days=30)
    if first > last:
        raise InputError(f"--since {first} lies after --until {last}: swap them.")
    return first, last


def _tell_sums(session: Session, sums: list[Spent], by: str, period: str) -> None:
    from resources.llm.prices import warn_of_old

    rows = [{by: one.name, **asdict(one)} for one in sums]
    print_rows(f"Spent from {period}, UTC", rows, [by, *_SHOWN])
    cost, held = sum(one.cost_usd for one in sums), sum(one.open_usd for one in sums)
    calls = sum(one.open for one in sums)
    kept = f", USD {held:.4f} held for {calls} calls of unknown outcome (--open)" if calls else ""
    say(f"Together USD {cost:.4f}{kept}")
    for provider in session.resources["llm"].describe_providers():
        if warning := warn_of_old(provider.label, provider.price, datetime.now(UTC).date()):
            say(f"[yellow]{escape(warning)}[/]")


def _tell_open(calls: list[Charged], as_json: bool) -> None:
    if as_json:
        print_json([asdict(one) for one in calls])
        return
    title = "Calls whose outcome nobody knows; each counts as spent" if calls else "No call is open"
    print_rows(title, [asdict(one) for one in calls], _OF_CALL)
    if calls:
        say(
            "Ask again: `onevice run --retry-unknown` (may pay twice). Know what they cost: "
            "`onevice spend reconcile BILL.csv --settle`, by client_request_id."
        )


def _tell_reconciliation(found: Reconciliation, settle: bool) -> None:
    say(f"{len(found.agreeing)} calls cost what the bill says.")
    for one, cost in found.differing:
        say(f"[yellow]{_name(one)}[/] cost USD {one.usd} by the ledger and {cost} by the bill")
    for one, cost in found.settled_by_bill:
        what = "closed at" if settle else "open, and would be closed by --settle at"
        say(f"{one.id} is {what} USD {cost} instead of the reserved {one.usd}")
    for one, cost in found.corrected_by_bill:
        what = "is booked at" if settle else "failed, and would be booked by --settle at"
        say(f"{_name(one)} {what} USD {cost} instead of its upper bound, {one.usd}")
    for charge in found.only_provider:
        name = charge.request_id or charge.client_request_id
        say(f"[yellow]{escape(name)}[/] is on the bill (USD {charge.cost_usd}), not in the ledger")
    for one in found.only_ledger:
        told = f"is in the ledger ({one.status}, USD {one.usd}), not on the bill"
        say(f"[yellow]{_name(one)}[/] {told}")


def _name(one: Charged) -> str:
    """A call by our id, and by the provider's, which its support asks for."""
    theirs = one.provider_request_id or one.request_id
    return f"{one.id} ({escape(theirs)})" if theirs else one.id


def _settle(control: ControlPlane, found: Reconciliation) -> None:
    from resources.control_plane import ledger

    error = "no answer came back; the provider's bill says what it cost"
    with control.begin() as db:
        for one, cost in found.settled_by_bill:
            ledger.fail(db, one.id, error=error, cost_usd=cost, at=datetime.now(UTC))
        for one, cost in found.corrected_by_bill:
            ledger.correct(db, one.id, cost_usd=cost)
