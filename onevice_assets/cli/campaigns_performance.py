"""`onevice campaigns performance`: reports of ad platforms, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.campaigns_clients import ClientArgument, find_client, materialize_client
from onevice_assets.cli.days import parse_day
from onevice_assets.cli.local_files import find_files
from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import print_json, print_rows, say, say_more
from onevice_assets.cli.session import Session
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client

app = typer.Typer(help="Results of campaigns, of ad platforms' reports.", no_args_is_help=True)

_FIGURES = (
    "impressions", "clicks", "conversions", "spend", "revenue", "ctr", "cpc", "roas",
    "cost_per_conversion",
)  # fmt: skip


@app.command("add")
def add_reports(
    client: ClientArgument,
    paths: Annotated[list[Path], typer.Argument(help="CSV files, or folders of them")],
    as_json: JsonOption = False,
) -> None:
    """Add reports of Facebook, Google Ads, TikTok or LinkedIn, and remember what they say."""
    from onevice_assets.tables import campaign_reports
    from resources.campaign_files import REPORTS, put_file

    files = find_files(paths, (".csv",))
    session = Session(bars=not as_json)
    found = find_client(session, client)
    hashes = {put_file(session.resources["objects"], found.id, one, REPORTS) for one, _ in files}
    materialize_client(session, "remember_performance", found)
    lake = session.resources["lake"]
    rows = [
        row
        for row in lake.read_rows(campaign_reports.report_files, found.key)
        if row["content_hash"] in hashes
    ]
    if as_json:
        print_json(rows)
        return
    columns = ("filename", "network", "report", "status", "rows", "refused_rows")
    print_rows(f"Reports added to {found.key}", rows, columns)
    for row in rows:
        if row["status"] == "refused":
            say(f"  {escape(row['filename'])}: {escape(row['failure_reason'])} {row['what_to_do']}")
    tell_waiting(session, found)


@app.command("show")
def show_performance(
    client: ClientArgument,
    first: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD")] = None,
    by: Annotated[str, typer.Option(help="campaign, content, platform or day")] = "campaign",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what campaigns brought, in US dollars."""
    from onevice_assets.campaigns.performance.summary import BY, summarize

    if by not in BY:
        raise InputError(f"--by {by[:40]!r} is none of {', '.join(BY)}.")
    days = [parse_day(one) if one else None for one in (first, last)]
    session = Session()
    found = find_client(session, client)
    rows = summarize(session.resources["lake"], found.key, by, *days)
    if as_json:
        print_json(rows)
        return
    told = [{**row, "ctr": _percent(row["ctr"])} for row in rows[:limit]]
    print_rows(f"{found.key} by {by}, US dollars", told, [by, *_FIGURES], right=("ctr",))
    say_more(len(rows), limit)
    tell_waiting(session, found)


@app.command("refused")
def show_refused(
    client: ClientArgument,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List the files and lines that do not count: what is wrong, and what to do."""
    session = Session()
    found = find_client(session, client)
    rows = _read_refused(session, found)
    if as_json:
        print_json(rows)
        return
    columns = ("source_file", "source_line", "what", "what_to_do")
    print_rows(f"{len(rows)} of {found.key} do not count", rows[:limit], columns)
    say_more(len(rows), limit)


def _read_refused(session: Session, client: Client) -> list[dict[str, Any]]:
    """Refused files, refused lines, and rows that wait."""
    from onevice_assets.tables import campaign_reports

    lake = session.resources["lake"]
    files = [
        {
            "source_file": row["filename"],
            "source_line": None,
            "what": row["failure_reason"],
            "what_to_do": row["what_to_do"],
        }
        for row in lake.read_rows_if_there(campaign_reports.report_files, client.key)
        if row["status"] == "refused"
    ]
    lines = lake.read_rows_if_there(campaign_reports.refused_report_rows, client.key)
    return [
        *files,
        *lines,
        *lake.read_rows_if_there(campaign_reports.uncounted_report_rows, client.key),
    ]


def tell_waiting(session: Session, client: Client) -> None:
    """Say how much does not count, and how to see it."""
    count = len(_read_refused(session, client))
    if count:
        command = f"onevice campaigns performance refused {client.key}"
        say(f"[yellow]{count} file(s) or line(s) do not count:[/] {command}")


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{value * 100:.2f} %"
