"""`onevice retention hold|release|holds`: what must not be removed, by whom and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.only import OrganizationOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor

WhyOption = Annotated[str, typer.Option("--why", help="The case, or who asked for it")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(hold)
    app.command()(release)
    app.command()(holds)


def hold(
    why: WhyOption,
    organization: OrganizationOption = None,
    website: Annotated[str | None, typer.Option("--website", "-w")] = None,
    client: Annotated[str | None, typer.Option(help="Key of a campaign client")] = None,
    person: Annotated[str | None, typer.Option(help="E-mail address, as the data have it")] = None,
    document: Annotated[str | None, typer.Option(help="Id of a document")] = None,
    since: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD")] = None,
    as_json: JsonOption = False,
) -> None:
    """Hold what the options say together: neither retention nor erasure removes it.

    What no option names is held whole; one person's hold keeps every unread file of theirs.
    """
    from resources.control_plane import campaign_clients, legal_holds, organizations, websites

    first = parse_day(since) if since else None
    last = parse_day(until, ahead=True) if until else None
    with Session().resources["control"].begin() as db:
        on: dict[str, Any] = {"subject": person, "document_id": document}
        if organization:
            on["organization_id"] = organizations.find(db, organization)
        if website:
            site = websites.find(db, website)
            on |= {"website_id": site.id, "organization_id": site.organization_id}
        if client:
            found = campaign_clients.find(db, client)
            on |= {"client_id": found.id, "organization_id": found.organization_id}
        held = legal_holds.Held(**on, first_day=first, last_day=last)
        placed = legal_holds.place(db, held, reason=why, actor=actor())
    if as_json:
        print_json(vars(placed))
    else:
        say(f"Held as {placed.id}. `onevice retention release {placed.id} --why …` ends it.")


def release(
    hold_id: Annotated[str, typer.Argument(help="From `onevice retention holds`")],
    why: WhyOption,
    as_json: JsonOption = False,
) -> None:
    """End a hold: what it kept goes when its period says so."""
    from resources.control_plane import legal_holds

    with Session().resources["control"].begin() as db:
        released = legal_holds.release(db, hold_id, reason=why, actor=actor())
    if as_json:
        print_json(vars(released))
    else:
        say(f"Released. It was placed on {released.placed_at:%Y-%m-%d}: {released.reason}")


def holds(
    every: Annotated[bool, typer.Option("--all", help="Those that were released too")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the holds that stand: on what, who placed them, when and why."""
    from resources.control_plane import legal_holds

    with Session().resources["control"].begin() as db:
        found = legal_holds.list_holds(db, every=every)
    if as_json:
        print_json([vars(one) for one in found])
        return
    rows = [
        {
            "hold": one.id,
            "on": one.tell(),
            "placed": f"{one.placed_at:%Y-%m-%d} by {one.placed_by}",
            "released": f"{one.released_at:%Y-%m-%d}" if one.released_at else "",
        }
        for one in found
    ]
    title = "Legal holds" if rows else "Nothing is on hold."
    print_rows(title, rows, ("hold", "on", "placed", "released"))
