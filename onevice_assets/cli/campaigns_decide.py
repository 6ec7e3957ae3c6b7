"""What persons decide about results: rates of currencies, what an ad shows, what rests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.campaigns_clients import ClientArgument, find_client, materialize_client
from onevice_assets.cli.campaigns_content import choose_creative, read_creatives
from onevice_assets.cli.campaigns_performance import tell_waiting
from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.errors import InputError

rates = typer.Typer(help="US dollars for other currencies.", no_args_is_help=True)

_NETWORKS = {"instagram": "facebook", "google-search": "google", "google-display": "google"}


def register(content: typer.Typer) -> None:
    """Add the commands about what creatives show in ads."""
    content.command("link")(link_content)
    content.command("archive")(archive_content)


@rates.command("set")
def set_rate(
    client: ClientArgument,
    currency: Annotated[str, typer.Argument(help="EUR, GBP, …")],
    usd_per_unit: Annotated[float, typer.Argument(help="US dollars for one unit, e.g. 1.08")],
    day: Annotated[str, typer.Option(help="From this day on, until the next rate: YYYY-MM-DD")],
) -> None:
    """Give a rate of a currency; it holds from its day on until the next one."""
    from resources.control_plane import campaign_decisions

    session = Session()
    found = find_client(session, client)
    rate = campaign_decisions.Rate(currency.upper(), parse_day(day), usd_per_unit)
    with session.resources["control"].begin() as db:
        campaign_decisions.set_rates(db, found, [rate], actor=actor())
    materialize_client(session, "remember_performance", found)
    say(f"{rate.currency} is {usd_per_unit} US dollars from {day} on, for {found.key}.")
    tell_waiting(session, found)


@rates.command("add")
def add_rates(
    client: ClientArgument,
    path: Annotated[Path, typer.Argument(help="CSV with columns currency, day, usd_per_unit")],
) -> None:
    """Give many rates of a CSV; it is taken whole or not at all."""
    from resources.control_plane import campaign_decisions

    session = Session()
    found = find_client(session, client)
    listed = _read_rates(path)
    with session.resources["control"].begin() as db:
        count = campaign_decisions.set_rates(db, found, listed, actor=actor())
    materialize_client(session, "remember_performance", found)
    say(f"{count} rates of {found.key} hold.")
    tell_waiting(session, found)


@rates.command("list")
def list_rates(client: ClientArgument, as_json: JsonOption = False) -> None:
    """List a client's rates."""
    from resources.control_plane import campaign_decisions

    session = Session()
    found = find_client(session, client)
    with session.resources["control"].begin() as db:
        rows = [vars(one) for one in campaign_decisions.list_rates(db, found)]
    if as_json:
        print_json(rows)
        return
    print_rows(f"Rates of {found.key}: {len(rows)}", rows, ["currency", "day", "usd_per_unit"])


def link_content(
    client: ClientArgument,
    platform: Annotated[str, typer.Argument(help="facebook, google, tiktok or linkedin")],
    ad_id: Annotated[str, typer.Argument(help="The platform's id of the ad or creative")],
    which: Annotated[str, typer.Argument(help="Id, name of the file, or begin of its SHA-256")],
) -> None:
    """Say which creative an ad shows, where no report names its file."""
    from onevice_assets.tables.campaign_reports import NETWORKS
    from resources.control_plane import campaign_decisions

    network = _NETWORKS.get(platform, platform)
    if network not in NETWORKS:
        raise InputError(f"{platform[:40]!r} is none of {', '.join(NETWORKS)}.")
    session = Session()
    found = find_client(session, client)
    row = choose_creative(read_creatives(session, found.key), which, found.key)
    with session.resources["control"].begin() as db:
        campaign_decisions.link_ad(db, found, network, ad_id, row["id"], actor=actor())
    materialize_client(session, "remember_performance", found)
    say(f"Ad {escape(ad_id)} of {network} shows {escape(row['filename'])}.")


def archive_content(
    client: ClientArgument,
    which: Annotated[str, typer.Argument(help="Id, name of the file, or begin of its SHA-256")],
    restore: Annotated[bool, typer.Option("--restore", help="Back into use")] = False,
) -> None:
    """Take a creative out of use, whatever its ads did; --restore puts it back."""
    from resources.control_plane import campaign_decisions

    session = Session()
    found = find_client(session, client)
    row = choose_creative(read_creatives(session, found.key), which, found.key)
    with session.resources["control"].begin() as db:
        campaign_decisions.archive_content(db, found, row["id"], restore=restore, actor=actor())
    materialize_client(session, "remember_performance", found)
    state = "follows its ads again" if restore else "is archived"
    say(f"{escape(row['filename'])} {state}.")


def _read_rates(path: Path) -> list[Any]:
    import csv

    from resources.control_plane.campaign_decisions import Rate

    if not path.is_file():
        raise InputError(f"There is no {path}; no rate was taken.")
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                day = date.fromisoformat(str(row["day"]))
                found.append(
                    Rate(str(row["currency"]).upper(), day, float(str(row["usd_per_unit"])))
                )
            except (KeyError, ValueError) as error:
                raise InputError(
                    f"Line {len(found) + 2} of {path} is no rate ({error}): give currency, day "
                    "(YYYY-MM-DD) and usd_per_unit. No rate was taken."
                ) from error
    return found
