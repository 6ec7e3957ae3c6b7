"""`onevice talent unions`: what a union asks for, and rules as somebody wrote them down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session
from onevice_assets.cli.talent_door import As, Organization, User, open_door

if TYPE_CHECKING:
    from resources.redis_store import RedisStore

app = typer.Typer(help="Rates and rules of unions.", no_args_is_help=True)


@app.command("import")
def import_rules(
    file: Annotated[Path, typer.Argument(help="CSV or JSON", exists=True, dir_okay=False)],
    organization: Organization = "default",
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
    _forget(resources["redis"], owner)


@app.command("show")
def show_rules(
    code: Annotated[str, typer.Argument(help="IATSE, DGA, SAG-AFTRA, LOCAL_399, …")],
    state: Annotated[str, typer.Option(help="CA or California")],
    year: Annotated[int | None, typer.Option(help="This one by default")] = None,
    as_: As = None,
    user: User = None,
    organization: Organization = "default",
    as_json: JsonOption = False,
) -> None:
    """What a union asks for in a state in a year."""
    from onevice_assets.entertainment.talent.union_rules import find_union_rules
    from onevice_assets.tables.entertainment_graph import union_rules

    year = year or datetime.now(UTC).year
    session = Session()
    lake = session.resources["lake"]
    with open_door(session, organization, as_, user) as (door, _):
        rules = find_union_rules(
            door, code, state, year, lambda: lake.read_rows_if_there(union_rules, organization)
        )
    if as_json:
        print_json(rules)
        return
    told = [{"rule": n, "value": v} for n, v in rules.items() if v is not None]
    print_rows(f"{rules['name']}, {rules['state']}, {year}", told, ["rule", "value"])
    if rules["rates_year"] is None:
        say("[yellow]No rates are known[/]: `onevice talent unions import` brings them.")
    elif rules["rates_year"] < year:
        say(f"[yellow]These rates are of {rules['rates_year']}[/]; none of {year} are known.")


def _forget(redis: RedisStore, organization_id: str) -> None:
    from onevice_assets.entertainment.talent.union_rules import forget_union_rules
    from resources.errors import StoreError

    try:
        forget_union_rules(redis, organization_id)
    except StoreError as error:
        say(f"[yellow]Answers of before may be given for six hours[/]: {escape(str(error))}")
