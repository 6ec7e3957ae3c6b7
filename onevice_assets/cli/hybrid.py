"""`onevice search --hybrid`: by words, meaning and network at once, and what found each result.

Not the default: meaning ranks everything and so has no total, no counts and no next page, and a
hosted model that embeds the question is paid for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from rich.markup import escape
from rich.text import Text

from onevice_assets.cli.found import plain, quote
from onevice_assets.cli.output import console, print_json, say
from onevice_assets.cli.session import Session
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.searching.hybrid_search import Answered
    from onevice_assets.searching.rank_sources import Result
    from resources.search_index.documents import Tenant

_PLACES: Final = {"pages": ("pages",), "mentions": ("answers",), "both": ("answers", "pages")}
_OF_WORDS: Final = {
    "brand_name": "--brand",
    "presence": "--presence",
    "intent_type": "--intent",
    "page_type": "--page-type",
}
_MOST_SHOWN: Final = 300  # characters of an excerpt


@dataclass(frozen=True)
class Asked:
    """What a person typed.

    Attributes:
        where: `pages`, `mentions` or `both`.
        filters: values by field of the search index.
        limit: hits.
    """

    text: str
    where: str
    filters: Mapping[str, Sequence[str]]
    limit: int


def refuse_what_only_words_have(asked: Asked, *, facets: bool, offset: int) -> None:
    """Make sure that a hybrid search can answer.

    Raises:
        InputError: naming the options that only the search by words has.
    """
    used = [option for field, option in _OF_WORDS.items() if field in asked.filters]
    used += ["--facets"] if facets else []
    used += ["--offset"] if offset else []
    if used:
        raise InputError(
            f"{', '.join(used)}: only the search by words can do that, because answers and pages "
            "found by meaning have no mention to filter and no end to count. Leave --hybrid out."
        )
    if asked.where == "pages" and asked.filters:
        raise InputError("Pages have no day and no provider: leave --day and --provider out.")


def show_hybrid(session: Session, tenant: Tenant, asked: Asked, *, as_json: bool) -> None:
    """Search and print."""
    from onevice_assets.searching.hybrid_search import Question, open_search

    days = asked.filters.get("day", ())
    question = Question(
        asked.text,
        tenant,
        _PLACES[asked.where],
        day=date.fromisoformat(days[0]) if days else None,
        providers=asked.filters.get("llm_provider", ()),
        limit=asked.limit,
    )
    with open_search(session.resources) as opened:
        answered = opened.search(question)
    if as_json:
        print_json({"text": asked.text, **_to_json(answered)})
    else:
        _print(asked.text, answered)


def find_tenant(session: Session, website: str | None, organization: str | None) -> Tenant:
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


def _to_json(answered: Answered) -> dict[str, Any]:
    return {
        "results": [
            {
                **vars(one),
                "ranks": dict(one.ranks),
                "excerpt": [vars(segment) for segment in one.excerpt],
                "neighbour": vars(one.neighbour) if one.neighbour else None,
            }
            for one in answered.results
        ],
        "neighbours": [vars(one) for one in answered.network.neighbours],
        "left_out": dict(answered.left_out),
    }


def _print(text: str, answered: Answered) -> None:
    count = len(answered.results)
    say(f"[bold]{count} {'result' if count == 1 else 'results'}[/] for {escape(plain(text))}")
    for number, one in enumerate(answered.results, start=1):
        console.print()
        console.print(_head(number, one), soft_wrap=True)
        console.print(Text(f"   {_tell_sources(one)}", "dim"), soft_wrap=True)
        console.print(_cut(quote(one.excerpt)), soft_wrap=True)
    for source, why in answered.left_out.items():
        say(f"\n[yellow]not searched by {source}[/]: {escape(plain(why))}")
    if not count:
        say("[dim]Only what was published is searched: `onevice status` tells what is there.[/]")


def _head(number: int, one: Result) -> Text:
    about = one.about
    if one.kind == "page":
        # meaning knows no title: the excerpt below begins with it
        title = f"{plain(about['title'])} · " if about.get("title") else ""
        return Text.assemble(
            f"{number}. ", (title, "bold"), f"{about.get('page_type') or 'page'} · ",
            (plain(about.get("url") or one.id), "cyan"),
        )  # fmt: skip
    return Text.assemble(
        f"{number}. ", ("answer", "bold"), f" · {about.get('llm_provider')} · {one.day} · ",
        (one.id, "cyan"),
    )  # fmt: skip


def _tell_sources(one: Result) -> str:
    """Which source ranked it where, and for the network, why."""
    told = " · ".join(f"{source} #{rank}" for source, rank in one.ranks.items())
    if one.neighbour is None:
        return told
    near = one.neighbour
    return plain(
        f"{told}: {near.name} is named with {near.named} in {near.count:,} answers, "
        f"{near.lift:.1f} × what chance would give"
    )


def _cut(text: Text) -> Text:
    text.truncate(_MOST_SHOWN, overflow="ellipsis")
    return text
