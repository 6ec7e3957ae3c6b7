"""`onevice talent unions`: rules of unions, as somebody wrote them down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session

app = typer.Typer(help="Rates and rules of unions.", no_args_is_help=True)


@app.command("import")
def import_rules(
    file: Annotated[Path, typer.Argument(help="CSV or JSON", exists=True, dir_okay=False)],
    organization: Annotated[str, typer.Option(help="Slug of the organization")] = "default",
    as_json: JsonOption = False,
) -> None:
    """Import rules by union, state and year; those of the same three are replaced."""
    from onevice_assets.entertainment.graph.unions.keep_rules import keep_rules
    from resources.control_plane import organizations

    resources = Session().resources
    with resources["control"].begin() as db:
        owner = organizations.find(db, organization)
    rows = keep_rules(resources["lake"], organization, owner, file.read_bytes())
    told = [{name: one[name] for name in ("union_code", "state", "year")} for one in rows]
    if as_json:
        print_json({"imported": len(rows), "rules": told})
    else:
        print_rows("Union rules", told, ["union_code", "state", "year"])
        say(f"{len(rows)} rule(s) imported for {escape(organization)}.")
