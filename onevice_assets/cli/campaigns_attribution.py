"""`onevice campaigns leads|purchases|attribution`: who came of campaigns, and what they bought."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.campaigns_clients import ClientArgument, find_client, materialize_client
from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session

if TYPE_CHECKING:
    from resources.table_schema import Table

leads = typer.Typer(help="Leads: who asked, how promising.", no_args_is_help=True)
purchases = typer.Typer(help="Purchases, and what brought them.", no_args_is_help=True)
_LEADS = ("tier", "score", "name", "service_interest", "source_campaign", "last_submitted_at", "id")
_PURCHASES = (
    "purchase_date", "order_name", "status", "net_total", "currency", "net_total_usd", "id",
)  # fmt: skip
_CREDITED = ("campaign", "model", "purchases", "revenue", "currency", "revenue_usd")
_JSON = ("score_parts", "products", "notes")


@leads.command("list")
def list_leads(
    client: ClientArgument,
    tier: Annotated[str | None, typer.Option(help="hot, warm or cold")] = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List leads, the most promising first."""
    from onevice_assets.tables import campaign_attribution as tables

    session = Session()
    rows = [row for row in _read(session, tables.leads, client) if tier in (None, row["tier"])]
    rows.sort(key=lambda row: (-row["score"], row["id"]))
    _show(f"Leads of {client}: {len(rows)}", rows[:limit], _LEADS, as_json=as_json)


@purchases.command("list")
def list_purchases(
    client: ClientArgument, limit: LimitOption = 50, as_json: JsonOption = False
) -> None:
    """List orders, the newest first; tests and cancelled ones too, which do not count."""
    from onevice_assets.tables import campaign_attribution as tables

    rows = _read(Session(), tables.purchases, client)
    rows.sort(key=lambda row: (row["purchase_date"], row["id"]), reverse=True)
    _show(f"Purchases of {client}: {len(rows)}", rows[:limit], _PURCHASES, as_json=as_json)


@purchases.command("credit")
def show_credit(client: ClientArgument, as_json: JsonOption = False) -> None:
    """Show what purchases left after refunds, by the campaign they are credited to, both models."""
    from onevice_assets.tables import ALL
    from onevice_assets.tables import campaign_attribution as tables

    session = Session()
    named = ALL.get("campaigns")
    campaigns = _read(session, named, client) if named else []
    rows = _sum(
        _read(session, tables.attributions, client), {r["id"]: r["name"] for r in campaigns}
    )
    _show(f"Credit of {client}", rows, _CREDITED, as_json=as_json)


@purchases.command("trace")
def trace_again(client: ClientArgument) -> None:
    """Read what came in and make leads, purchases and credit anew, now."""
    session = Session(bars=True)
    found = find_client(session, client)
    materialize_client(session, "trace_attribution", found)
    key = found.key
    say(f"Done: `onevice campaigns leads list {key}`, `onevice campaigns purchases credit {key}`.")


def _sum(rows: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    sums: defaultdict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["subject"] == "purchase":
            campaign = names.get(row["campaign_id"], row["campaign_id"]) or f"none: {row['reason']}"
            sums[(row["model"], row["currency"], campaign)].append(row)
    return [
        {
            "campaign": campaign,
            "model": model,
            "purchases": round(sum(row["share"] for row in some), 4),
            "revenue": round(sum(row["revenue"] for row in some), 2),
            "currency": currency,
            "revenue_usd": _add([row["revenue_usd"] for row in some]),
        }
        for (model, currency, campaign), some in sorted(sums.items())
    ]


def _add(amounts: list[float | None]) -> float | None:
    known = [one for one in amounts if one is not None]
    return round(sum(known), 2) if len(known) == len(amounts) else None


def _read(session: Session, table: Table, client: str) -> list[dict[str, Any]]:
    rows = session.resources["lake"].read_rows_if_there(table, find_client(session, client).key)
    for row in rows:
        row.update({name: json.loads(row[name]) for name in _JSON if row.get(name)})
    return list(rows)


def _show(
    title: str, rows: list[dict[str, Any]], columns: tuple[str, ...], *, as_json: bool
) -> None:
    if as_json:
        print_json(rows)
    else:
        print_rows(title, rows, columns)
