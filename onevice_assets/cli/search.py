"""`onevice search`: words in a website's pages and in what answers say of brands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json
from onevice_assets.cli.session import Session
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.search_index.documents import Tenant
    from resources.search_index.search_query import Found

PLACES: Final = {"pages": "website_content", "mentions": "brand_mentions"}
_FACETS: Final = {
    "pages": ("page_type",),
    "mentions": ("brand_name", "llm_provider", "presence", "intent_type"),
}


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(search)


def search(
    text: Annotated[
        str, typer.Argument(help='Words; "a phrase"; `or` between alternatives; -without')
    ],
    website: WebsiteOption = None,
    organization: Annotated[
        str | None, typer.Option(help="Slug of an organization, for all of its websites")
    ] = None,
    where: Annotated[
        Literal["pages", "mentions", "both"], typer.Option("--in", help="Where to search")
    ] = "both",
    brand: Annotated[list[str] | None, typer.Option("--brand", "-b", help="Mentions of it")] = None,
    provider: Annotated[list[str] | None, typer.Option(help="Mentions by it")] = None,
    presence: Annotated[list[str] | None, typer.Option(help="recommended, compared, …")] = None,
    intent: Annotated[list[str] | None, typer.Option(help="Intent of the prompt")] = None,
    page_type: Annotated[list[str] | None, typer.Option(help="Pages of it: product, …")] = None,
    day: DayOption = None,
    facets: Annotated[bool, typer.Option("--facets", help="Count what was found, too")] = False,
    limit: Annotated[int, typer.Option(min=0, max=1000, help="Hits of each place")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to skip")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Search pages and answers, with what was found marked, and where it stands."""
    from onevice_assets.cli.found import print_found, to_json

    given = {
        "brand_name": brand,
        "llm_provider": provider,
        "presence": presence,
        "intent_type": intent,
        "day": [parse_day(day).isoformat()] if day else None,
        "page_type": page_type,
    }
    filters = {name: values for name, values in given.items() if values}
    places = _choose_places(where, filters)
    session = Session()
    tenant = _find_tenant(session, website, organization)
    page = {"limit": limit, "offset": offset}
    found = _ask(session, places, tenant, text, filters, with_facets=facets, **page)
    if as_json:
        print_json({"text": text, **{place: to_json(one) for place, one in found.items()}})
    else:
        print_found(text, found, offset)


def _ask(
    session: Session,
    places: list[str],
    tenant: Tenant,
    text: str,
    filters: Mapping[str, list[str]],
    *,
    with_facets: bool,
    limit: int,
    offset: int,
) -> dict[str, Found]:
    """What each place has, by its name."""
    from resources.search_index.search_query import SearchQuery

    found = {}
    with session.resources["search"].open() as index:
        for place in places:
            facets = _FACETS[place] if with_facets else ()
            query = SearchQuery(
                PLACES[place], tenant, text, filters, facets, limit=limit, offset=offset
            )
            found[place] = index.search(query)
    return found


def _choose_places(where: str, filters: Mapping[str, Any]) -> list[str]:
    """The places that have what is filtered by; a page has no brand and no day."""
    of_pages = {"page_type"} & filters.keys()
    of_mentions = filters.keys() - {"page_type"}
    if (of_pages and (of_mentions or where == "mentions")) or (of_mentions and where == "pages"):
        raise InputError(
            "--page-type is of pages; --brand, --provider, --presence, --intent and --day are of "
            "mentions: filter by those of the one place that you search."
        )
    if of_pages or of_mentions:
        return ["pages" if of_pages else "mentions"]
    return list(PLACES) if where == "both" else [where]


def _find_tenant(session: Session, website: str | None, organization: str | None) -> Tenant:
    """Whose documents: a website's, or all of an organization's (the only one by default)."""
    from resources.control_plane import websites
    from resources.search_index.documents import Tenant

    if website:
        found = session.website(website)
        if organization not in (None, found.organization_slug):
            raise InputError(f"{found.key} is not a website of {organization!r}.")
        return Tenant(found.organization_id, found.id)
    with session.resources["control"].begin() as db:
        known = {one.organization_slug: one.organization_id for one in websites.list_all(db)}
    if not known:
        raise InputError("No website is watched yet: start with `onevice run --site URL`.")
    if organization is None and len(known) == 1:
        return Tenant(next(iter(known.values())))
    if organization not in known:
        slugs = ", ".join(sorted(known))
        raise InputError(f"Name whose documents, by --organization or --website: {slugs}.")
    return Tenant(known[organization])
