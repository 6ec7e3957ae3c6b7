"""`onevice schema`: whether the stores hold what is declared and documented."""

from __future__ import annotations

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session

app = typer.Typer(help="What the stores should hold, and what they do.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """One command today; `schema check` stays its name when there are more."""


@app.command()
def check(as_json: JsonOption = False) -> None:
    """Compare every store with what is declared and documented; code 1 when anything differs.

    Tells of each difference how to mend it. What a change under way adds is none. Changes nothing.
    """
    from resources.migrations.every_schema import check_every_schema

    found = [vars(one) for one in check_every_schema(Session().resources)]
    if as_json:
        print_json({"differences": found})
    elif found:
        print_rows("Differences", found, ("store", "place", "declared", "actual", "mend"))
    else:
        say("Every store holds what is declared and documented.")
    if found:
        raise typer.Exit(1)
