"""`onevice brand candidates`: names that answers showed, with what to decide about each."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption, find_day
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.seen_names import OPEN, Row, collect_candidates, look_alike
from onevice_assets.cli.session import Session
from onevice_assets.partitions import join_key

_SHOWN = 20
_TO_DECIDE = (OPEN, "known")


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(candidates)


def candidates(
    website: WebsiteOption = None,
    day: DayOption = None,
    every: Annotated[bool, typer.Option("--all", help="Decided ones too, and no limit")] = False,
    as_json: JsonOption = False,
) -> None:
    """List names that answers show as brands and that nobody tracks, those to decide first."""
    session = Session()
    key = session.website(website).key
    partition = join_key(find_day(session, key, "brand_candidates", day), key)
    found = collect_candidates(session, partition)
    chosen = found if every else [row for row in found if row["state"] in _TO_DECIDE]
    if as_json:
        print_json(chosen)
        return
    shown = chosen if every else chosen[:_SHOWN]
    _print(f"brand_candidates {partition}: {len(chosen)} of {len(found)}", shown)
    _tell_next(session, shown, len(chosen) - len(shown), len(found) - len(chosen))


def _print(title: str, rows: list[Row]) -> None:
    told = [
        {
            **row,
            "state": _told_state(row),
            "spellings": ", ".join(row["spellings"]) or None,
            "evidence": row["evidence"]["text"] if row["evidence"] else None,
        }
        for row in rows
    ]
    columns = ["name", "state", "answers", "confidence", "spellings", "evidence"]
    print_rows(title, told, columns)


def _told_state(row: Row) -> str:
    brand = row["brand"]
    if row["state"] == "merged":
        return f"merged into {brand}"
    if row["state"] in ("known", "approved") and brand and brand != row["name"]:
        return f"{row['state']} as {brand}"
    return f"{row['state']}, stands in" if row["stands_in"] else str(row["state"])


def _tell_next(session: Session, rows: list[Row], cut: int, decided: int) -> None:
    """Say what the list leaves out and what to type next, with names of the list."""
    from resources.control_plane import brands

    if cut or decided:
        say(f"[dim]{cut} more to decide, {decided} decided or tracked: --all[/]")
    if any(row["stands_in"] for row in rows):
        say("No brand is tracked that day: those that stand in are compared in their place.")
    open_ones = [row["name"] for row in rows if row["state"] == OPEN]
    if not open_ones:
        say("Nothing is left to decide here." if rows else "No answer of that day shows one.")
        return
    first = open_ones[0]
    say("Next, for each that is a brand, is none, or is another's name:")
    lines = [f'approve "{first}"', f'reject "{open_ones[-1]}"']
    with session.resources["control"].begin() as db:
        known = [one.name for one in brands.catalogue(db)]
    alike = look_alike([row for row in rows if row["state"] == OPEN], known)
    lines.append(
        f'merge "{alike[0]}" INTO "{alike[1]}"' if alike else f'merge "{first}" INTO BRAND'
    )
    for line in lines:
        say(f"    onevice brand {escape(line)}")
