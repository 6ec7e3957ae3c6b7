"""`onevice organization`: organizations, and when each one's websites are asked."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.control_plane.hours import Hours
from resources.errors import InputError

app = typer.Typer(help="Organizations, and when their days are asked.", no_args_is_help=True)


@app.command("list")
def list_organizations(as_json: JsonOption = False) -> None:
    """List the organizations with their time zone and hour."""
    from resources.control_plane import hours

    with Session().resources["control"].begin() as db:
        rows = [_tell(one) for one in hours.list_all(db)]
    if as_json:
        print_json(rows)
    else:
        print_rows("Organizations", rows, ["organization", "timezone", "daily_at"])


@app.command("add")
def add_organization(
    organization: Annotated[str, typer.Argument(help="Slug: lower-case letters, digits, hyphens")],
) -> None:
    """Make an organization; one that is there stays as it is."""
    from resources.control_plane import organizations

    with Session().resources["control"].begin() as db:
        known = organization in organizations.list_ids(db)
        organizations.find_or_add(db, organization, actor=actor())
    say(f"{escape(organization)} {'is there already' if known else 'is added'}.")


@app.command("hours")
def set_hours(
    organization: Annotated[str, typer.Argument(help="Slug of the organization")] = "default",
    timezone: Annotated[str, typer.Option(help="IANA name, e.g. Europe/Berlin")] = "",
    at: Annotated[str, typer.Option(help="Hour and minute there, e.g. 06:30")] = "",
    off: Annotated[bool, typer.Option("--off", help="Ask by hand only")] = False,
) -> None:
    """Decide when an organization's websites are asked every day; what is not given stays."""
    from resources.control_plane import hours

    if off and at:
        raise InputError("--off and --at exclude each other: --off asks by hand only.")
    with Session().resources["control"].begin() as db:
        known = {one.organization: one for one in hours.list_all(db)}
        before = known.get(organization, Hours(organization, "UTC", None))
        daily_at = None if off else _read_hour(at) if at else before.daily_at
        zone = timezone or before.timezone
        decided = hours.set_hours(db, organization, timezone=zone, daily_at=daily_at, actor=actor())
    if decided.daily_at is None:
        say(f"{escape(organization)} is asked by hand only. Daily again: --at 06:30")
    else:
        say(f"{escape(organization)} is asked daily at {decided.daily_at:%H:%M}, {escape(zone)}.")


def _read_hour(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not an hour and minute of a day, such as 06:30.") from error


def _tell(one: Hours) -> dict[str, Any]:
    daily_at = f"{one.daily_at:%H:%M}" if one.daily_at else "by hand"
    return {"organization": one.organization, "timezone": one.timezone, "daily_at": daily_at}
