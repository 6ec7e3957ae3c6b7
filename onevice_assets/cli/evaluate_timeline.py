"""`onevice evaluate timeline`: whether every store of facts answers as a full scan does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import flatten, print_json, print_rows

_LINES_SHOWN = 10
_KINDS = {
    "refused": "left out",
    "without_time": "kept without a time",
    "duplicates": "there before",
}


def register(app: typer.Typer) -> None:
    """Add this module's command to the group."""
    app.command("timeline")(evaluate_timeline)


def evaluate_timeline(
    facts: Annotated[Path, typer.Option(help="TSV or .gz: subject, relation, object, from, to")],
    one: Annotated[
        list[str] | None,
        typer.Option("--one", help="A relation that holds one object at a time; repeatable"),
    ] = None,
    questions: Annotated[int, typer.Option(min=1, help="Point-in-time questions")] = 1_000,
    seed: Annotated[int, typer.Option(help="Of the questions that are drawn")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Import facts into every store, ask point-in-time questions, compare with a full scan."""
    from onevice_assets.cli.measuring.own_home import own_home
    from onevice_assets.cli.session import Session
    from onevice_assets.operations.timeline.measuring.evaluate_timeline import evaluate_file

    path = facts.resolve()
    with own_home():
        told = evaluate_file(
            Session().resources, path, one=one or (), questions=questions, seed=seed
        )
    if as_json:
        print_json(told)
        return
    _show(told)


def _show(told: dict[str, Any]) -> None:
    figures = {name: value for name, value in told.items() if name not in (*_KINDS, "different")}
    print_rows("Timeline against a full scan", flatten(figures), ["measure", "value"])
    for name, words in _KINDS.items():
        rows = told[name]["lines"][:_LINES_SHOWN]
        if rows:
            print_rows(f"{told[name]['count']} lines {words}", rows, ["line", "reason"])
    if told["different"]:
        columns = ["store", "subject", "relation", "valid_at", "found", "wanted"]
        print_rows("Answered otherwise", told["different"], columns)
