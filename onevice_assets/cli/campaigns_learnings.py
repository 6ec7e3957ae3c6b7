"""`onevice campaigns learnings` and `share`: what results teach of a client, and of several."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.campaigns_clients import ClientArgument, find_client, materialize_client
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session

_ORGANIZATIONS = "campaign_organizations"
_SHOWN = ("kind", "who", "what", "average", "n", "lift", "at least", "believed", "reason")


def register(app: typer.Typer) -> None:
    """Add this module's commands to `onevice campaigns`."""
    app.command("learnings")(show_learnings)
    app.command("share")(share_learnings)


def show_learnings(
    client: ClientArgument,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is not believed, with the reason")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Learn anew first")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what a client's results teach: averages, how many ads, and what is believed."""
    from onevice_assets.tables import campaign_learnings as tables

    session = Session(bars=again and not as_json)
    found = find_client(session, client)
    if again:
        materialize_client(session, "learn_from_results", found)
    rows = session.resources["lake"].read_rows_if_there(tables.learnings, found.key)
    if as_json:
        print_json(rows)
        return
    believed = [row for row in rows if row["believed"]]
    title = f"{len(believed)} of {len(rows)} pairs of {found.key} are believed"
    if not rows:
        title = f"Nothing is learnt of {found.key} yet: it needs reports of ads with creatives"
    print_rows(title, [_tell(row) for row in (rows if everything else believed)], _SHOWN)
    if len(rows) > len(believed) and not everything:
        say(f"[dim]{len(rows) - len(believed)} are not: --all tells why[/]")


def share_learnings(
    organization: Annotated[str, typer.Argument(help="Slug of the organization")],
    as_json: JsonOption = False,
) -> None:
    """Pool what an organization's clients were taught: at least three of an industry, no names."""
    from onevice_assets.tables import campaign_learnings as tables

    session = Session(bars=not as_json)
    session.instance.add_dynamic_partitions(_ORGANIZATIONS, [organization])
    session.materialize("share_learnings", organization, partitions=_ORGANIZATIONS)
    rows = session.resources["lake"].read_rows(tables.cross_client_learnings, organization)
    if as_json:
        print_json(rows)
        return
    shown = ("industry", "business_model", "client_count", "believed", "text")
    print_rows(f"{len(rows)} pairs are told by 3 clients or more", rows, shown)


def _tell(row: dict[str, Any]) -> dict[str, Any]:
    bound = row["lower_bound"]
    if bound is not None and row["shrunk_lift"] < 0:
        bound = row["upper_bound"]
    per = "a dollar" if row["outcome"] != "engagements" else "an impression"
    return {
        "kind": row["kind"],
        "who": escape(row["start_name"]),
        "what": escape(row["end_name"]),
        "average": "" if row["avg_outcome"] is None else f"{row['avg_outcome']:.3g} {per}",
        "n": row["sample_size"],
        "lift": "" if row["shrunk_lift"] is None else f"{row['shrunk_lift']:+.0%}",
        "at least": "" if bound is None else f"{bound:+.0%}",
        "believed": "yes" if row["believed"] else "no",
        "reason": escape(row["reason"]),
    }
