"""Answers from elsewhere and of asked models: import, simulate; `evaluate` measures reading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import join_key
from resources.errors import InputError


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("import-responses")(import_responses)
    app.command()(simulate)


def import_responses(
    file: Annotated[Path, typer.Argument(help="JSON lines, one answer each")],
    website: Annotated[str, typer.Option("--website", "-w", help="Its name; made if new")],
    track: Annotated[
        str, typer.Option(help="`found`, or brands separated by commas (the first is yours)")
    ] = "found",
    as_json: JsonOption = False,
) -> None:
    """Bring in answers somebody already has, and publish every number from them."""
    from onevice_assets.cli.importing import import_file

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    told = import_file(Session(bars=not as_json), data, website, track)
    if as_json:
        print_json(told)


def simulate(
    website: WebsiteOption = None,
    day: DayOption = None,
    samples: Annotated[int, typer.Option(min=1, help="Times each prompt is asked")] = 1,
    conversations: Annotated[
        Literal["core", "all"], typer.Option(help="25 or 50 conversations")
    ] = "core",
) -> None:
    """Queue a simulation run; a sensor starts it, or the next run of that day asks it."""
    from resources.control_plane import simulations

    session = Session()
    found = session.website(website)
    when = parse_day(day)
    settings: dict[str, Any] = {"samples": samples, "conversations": conversations}
    with session.resources["control"].begin() as db:
        queued = simulations.queue(db, found.id, when, settings, actor=actor())
    say(f"Queued {queued.id} for {escape(join_key(when.isoformat(), found.key))}.")
    say("What becomes of it: onevice simulations")
