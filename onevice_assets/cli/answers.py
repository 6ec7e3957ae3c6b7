"""Answers from elsewhere and the quality of reading them: import, simulate, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption
from onevice_assets.cli.output import flatten, print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import join_key
from resources.errors import InputError


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("import-responses")(import_responses)
    app.command()(simulate)
    app.command()(evaluate)


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


def evaluate(
    what: Annotated[str, typer.Argument(help="brand-states or comparisons")],
    answers: Annotated[Path | None, typer.Option(help="answers.jsonl in the gold's format")] = None,
    labels: Annotated[Path | None, typer.Option(help="labels.jsonl in the gold's format")] = None,
    catalogue: Annotated[
        Path | None, typer.Option(help="catalogue.csv; without it the labels' brands")
    ] = None,
    sentences: Annotated[
        Path | None, typer.Option(help="comparisons: JSON lines as in CompSent-19, or .gz")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="comparisons: also pairs the model was trained on")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Print every error too")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the reading of answers, or of comparing sentences, against labels."""
    if what == "brand-states":
        title, told = "Brand states against the labels", _states(answers, labels, catalogue, errors)
    elif what == "comparisons":
        told = _comparisons(sentences, everything, errors)
        seen = "with" if told["holds_pairs_trained_on"] else "without"
        title = f"Comparisons, {seen} pairs trained on"
    else:
        raise InputError(f"There is no evaluation {what!r}; there is: brand-states, comparisons.")
    if as_json:
        print_json(told)
        return
    wrong = told.pop("errors", [])
    print_rows(title, flatten(told), ["measure", "value"])
    if errors:
        print_rows(f"{len(wrong)} errors", wrong, list(dict.fromkeys(k for w in wrong for k in w)))


def _states(
    answers: Path | None, labels: Path | None, catalogue: Path | None, errors: bool
) -> dict[str, Any]:
    from onevice_assets.brand_monitor.brand_states.measuring.evaluate import evaluate_files

    if answers is None or labels is None:
        raise InputError("The evaluation of brand-states needs --answers and --labels.")
    return evaluate_files(answers, labels, catalogue, with_errors=errors)


def _comparisons(sentences: Path | None, everything: bool, errors: bool) -> dict[str, Any]:
    from onevice_assets.brand_monitor.brand_states.measuring.evaluate_comparisons import (
        evaluate_comparisons,
    )

    if sentences is None:
        raise InputError("The evaluation of comparisons needs --sentences.")
    return evaluate_comparisons(sentences, everything=everything, with_errors=errors)
