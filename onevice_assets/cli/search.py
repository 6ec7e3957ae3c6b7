"""`onevice search`: words in a website's pages and in what answers say of brands.

What `--hybrid` does is in `hybrid.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.hybrid import (
    Asked,
    find_tenant,
    refuse_what_only_words_have,
    show_hybrid,
)
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
    hybrid: Annotated[
        bool,
        typer.Option("--hybrid", help="By meaning and by brands beside it, too"),
    ] = False,
    facets: Annotated[bool, typer.Option("--facets", help="Count what was found, too")] = False,
    limit: Annotated[int, typer.Option(min=0, max=1000, help="Hits of each place")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to skip")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Search pages and answers, with what was found marked, and where it stands."""
    given = {
        "brand_name": brand,
        "llm_provider": provider,
        "presence": presence,
        "intent_type": intent,
        "day": [parse_day(day).isoformat()] if day else None,
        "page_type": page_type,
    }
    asked = Asked(text, where, {name: values for name, values in given.items() if values}, limit)
    session = Session()
    if hybrid:
        refuse_what_only_words_have(asked, facets=facets, offset=offset)
        show_hybrid(session, find_tenant(session, website, organization), asked, as_json=as_json)
        return
    places = _choose_places(where, asked.filters)
    tenant = find_tenant(session, website, organization)
    _show_words(session, tenant, asked, places, facets=facets, offset=offset, as_json=as_json)


def _show_words(
    session: Session,
    tenant: Tenant,
    asked: Asked,
    places: Sequence[str],
    *,
    facets: bool,
    offset: int,
    as_json: bool,
) -> None:
    """The hits of each place, in the order of that place's own scores."""
    from onevice_assets.cli.found import print_found, to_json
    from resources.search_index.search_query import SearchQuery

    found: dict[str, Found] = {}
    with session.resources["search"].open() as index:
        for place in places:
            wanted = _FACETS[place] if facets else ()
            query = SearchQuery(PLACES[place], tenant, asked.text, asked.filters, wanted)
            found[place] = index.search(replace(query, limit=asked.limit, offset=offset))
    if not any(one.total for one in found.values()):
        _refuse_unknown_brands(session, asked.filters.get("brand_name", ()))
    if as_json:
        print_json({"text": asked.text, **{place: to_json(one) for place, one in found.items()}})
    else:
        print_found(asked.text, found, offset)


def _refuse_unknown_brands(session: Session, names: Sequence[str]) -> None:
    """Tell a brand that nothing is found of from one that is none.

    Raises:
        InputError: the catalogue has no such name; with those like it.
    """
    from resources.control_plane.claims import owners, unknown_name

    with session.resources["control"].begin() as db:
        for name in names:
            if not owners(db, name):
                raise unknown_name(db, name)


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
