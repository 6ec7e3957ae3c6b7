"""How `onevice search` prints: hits with what was found marked, where they stand, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.text import Text

from onevice_assets.cli.output import console, print_rows, say

if TYPE_CHECKING:
    from resources.search_index.search_query import Found, Fragment, Hit

_MATCH = "bold reverse"
_ONE = {"pages": "page", "mentions": "mention"}
_MOST_FRAGMENTS = 2


def print_found(text: str, found: Mapping[str, Found], offset: int) -> None:
    """Print what each place has; where nothing is, what to try next."""
    counted = (f"{one.total:,} {_count(place, one.total)}" for place, one in found.items())
    say(f"[bold]{' and '.join(counted)}[/] for {escape(plain(text))}")
    for place, one in found.items():
        for number, hit in enumerate(one.hits, start=offset + 1):
            console.print()
            console.print(_head(place, number, hit), soft_wrap=True)
            for fragment in _fragments(hit):
                console.print(quote(fragment), soft_wrap=True)
        left = one.total - offset - len(one.hits)
        if one.hits and left > 0:
            say(f"\n[dim]{left:,} more: --offset {offset + len(one.hits)} or --limit[/]")
        _print_facets(one)
    if not any(one.total for one in found.values()):
        say(
            "[dim]Fewer words or filters find more, and --hybrid finds what is said in other "
            "words. Only what was published is searched: "
            "`onevice status` tells what the stores hold.[/]"
        )
    elif any(one.hits for place, one in found.items() if place == "mentions"):
        say("\n[dim]How a brand stands that day: onevice explain --brand … --day …[/]")


def to_json(found: Found) -> dict[str, Any]:
    """An answer as JSON: highlights are lists of segments, never markup."""
    return {
        "total": found.total,
        "hits": [
            {
                **hit.document,
                "score": hit.score,
                "highlights": {
                    path: [[vars(segment) for segment in fragment] for fragment in fragments]
                    for path, fragments in hit.highlights.items()
                },
            }
            for hit in found.hits
        ],
        "facets": {name: dict(values) for name, values in found.facets.items()},
    }


def quote(fragment: Fragment) -> Text:
    """A place in quotes, with what was found marked."""
    parts = [(plain(one.text), _MATCH if one.is_match else "") for one in fragment]
    return Text.assemble("   “", *parts, "”")


def plain(text: str) -> str:
    """A text without what would move the cursor or change the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _count(place: str, total: int) -> str:
    return _ONE[place] if total == 1 else place


def _head(place: str, number: int, hit: Hit) -> Text:
    """Where a hit stands: the page and its address, or brand, provider, day and answer."""
    one = hit.document
    if place == "pages":
        title = plain(one.get("title") or one["url"])
        kind = one.get("page_type") or "page"
        return Text.assemble(
            f"{number}. ", (title, "bold"), f" · {kind} · ", (plain(one["url"]), "cyan")
        )
    rank = f" #{one['position']}" if one.get("position") else ""
    return Text.assemble(
        f"{number}. ",
        (plain(one["brand_name"]), "bold"),
        f": {one['presence']}{rank} · {one['llm_provider']} · {one['day']} · answer ",
        (one["response_id"], "cyan"),
    )


def _fragments(hit: Hit) -> list[Fragment]:
    """The first places in the text; a title says it already in its own line."""
    paths = sorted(hit.highlights, key=lambda path: path == "title")
    return [one for path in paths for one in hit.highlights[path]][:_MOST_FRAGMENTS]


def _print_facets(found: Found) -> None:
    for name, values in found.facets.items():
        if values:
            console.print()
            rows = [{name: value, "documents": count} for value, count in values]
            print_rows(f"by {name.replace('_', ' ')}", rows, [name, "documents"])
