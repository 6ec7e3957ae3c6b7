"""`onevice budget`: the most an organization, or one of its websites, may spend in a day or month.

Beside them MAX_USD holds for an organization's day and MAX_RUN_USD for a run, in whatever process.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.control_plane.budgets import Scope
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

app = typer.Typer(help="What may be spent in a day or a month.", no_args_is_help=True)

OrganizationOption = Annotated[str, typer.Option(help="Slug of the organization")]
PerOption = Annotated[Scope, typer.Option(help="What the limit is for (UTC)")]


@app.command("set", context_settings={"ignore_unknown_options": True})  # -5 is an amount
def set_budget(
    usd: Annotated[str, typer.Argument(help="US dollars, e.g. 2.50; 0 pays for nothing")],
    per: PerOption = "month",
    website: WebsiteOption = None,
    organization: OrganizationOption = "default",
) -> None:
    """Set a limit for an organization, or for one website of it; it holds from the next call on."""
    from resources.control_plane import budgets

    session, limit = Session(), _read_dollars(usd)
    owner, website_id, whose = _find_owner(session, organization, website)
    with session.resources["control"].begin() as db:
        budgets.set_limit(
            db, owner, period=per, limit_usd=limit, website_id=website_id, actor=actor()
        )
    say(f"[bold]{escape(whose)}[/] may spend at most USD {limit} in a {per} from now on.")


@app.command("remove")
def remove_budget(
    per: PerOption = "month",
    website: WebsiteOption = None,
    organization: OrganizationOption = "default",
) -> None:
    """Take a limit away; MAX_USD still holds."""
    from resources.control_plane import budgets

    session = Session()
    owner, website_id, whose = _find_owner(session, organization, website)
    with session.resources["control"].begin() as db:
        gone = budgets.remove(db, owner, period=per, website_id=website_id, actor=actor())
    said = "has no budget of its own any more" if gone else "has no such budget; nothing changed"
    say(f"[bold]{escape(whose)}[/] {said} for a {per}.")


@app.command("list")
def list_budgets(organization: OrganizationOption = "default", as_json: JsonOption = False) -> None:
    """List every limit of an organization and what of it is spent or reserved."""
    session = Session()
    with session.resources["control"].begin() as db:
        rows = _collect(db, organization, session.resources["llm"].budget_usd)
    if as_json:
        print_json(rows)
    else:
        print_rows(
            f"Budgets of {organization}, UTC", rows, ["whose", "per", "limit_usd", "spent_usd"]
        )


def _collect(db: Connection, organization: str, day_limit_usd: Decimal) -> list[dict[str, Any]]:
    from resources.control_plane import budgets, organizations, websites

    owner, today = organizations.find(db, organization), datetime.now(UTC).date()
    keys = {one.id: one.key for one in websites.list_all(db)}
    return [
        {
            "whose": "MAX_USD" if one.is_ceiling else keys.get(one.website_id or "", organization),
            "per": one.period,
            "limit_usd": one.limit_usd,
            "spent_usd": one.spent_usd,
        }
        for one in budgets.standings(db, owner, day=today, day_limit_usd=day_limit_usd)
    ]


def _find_owner(
    session: Session, organization: str, website: str | None
) -> tuple[str, str | None, str]:
    """Whose budget is meant: the organization's id, the website's if one is named, and a name."""
    from resources.control_plane import organizations

    if website:
        found = session.website(website)
        return found.organization_id, found.id, found.key
    with session.resources["control"].begin() as db:
        return organizations.find(db, organization), None, organization


def _read_dollars(text: str) -> Decimal:
    from decimal import InvalidOperation

    try:
        dollars = Decimal(text)
    except InvalidOperation:
        dollars = Decimal(-1)
    if not dollars.is_finite() or not 0 <= dollars < 1_000_000:
        raise InputError(
            f"{text!r} is no amount of US dollars from 0 to 999999, such as 2.50. Nothing changed."
        )
    return dollars
