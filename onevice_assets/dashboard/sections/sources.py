"""Whose pages answers rest on: domains and pages, cited or only found."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.sources import list_sources
from onevice_assets.dashboard.sections import parts

_OWNERS = {"own": "yours", "competitor": "competitor", "third_party": "third party"}
_MOST = 30


def show_sources(scope: Scope) -> Any:
    """Domains, then pages, of the answers that count."""
    domains = list_sources(scope, "domain")
    if not domains:
        return parts.empty("No answer of this period names a source.")
    pages = list_sources(scope, "page")
    cut = scope.asked.is_cut
    return html.Div(
        [
            parts.note(
                "Only period and providers cut these counts: they are kept for all kinds of "
                "questions together."
            )
            if cut
            else None,
            _section(
                scope,
                "Domains",
                domains,
                [_row(row, row["domain"]) for row in domains[:_MOST]],
                "domains",
            ),
            _section(
                scope, "Pages", pages, [_row(row, _page(row)) for row in pages[:_MOST]], "pages"
            ),
        ]
    )


def _section(scope: Scope, title: str, rows: list[Any], body: list[Any], what: str) -> Any:
    head = [title[:-1], "Whose", "Answers citing it", "Answers shown it", "Shown, not cited"]
    told = (
        f" The {_MOST} most cited of {len(rows):,}; a file holds all." if len(rows) > _MOST else ""
    )
    return parts.section(
        title,
        parts.table(head, body, caption=f"{title} that answers rest on"),
        parts.exports(what, scope.asked),
        about=f"Counts of answers to unbranded questions, added up over days.{told}",
    )


def _row(row: dict[str, Any], name: Any) -> list[Any]:
    owner = _OWNERS[row["ownership"]]
    whose = f"{owner}: {row['owner_brand_name']}" if row["owner_brand_name"] else owner
    counts = [f"{row[one]:,}" for one in ("cited_count", "found_count", "found_not_cited_count")]
    return [name, whose, *counts]


def _page(row: dict[str, Any]) -> str:
    """The address as text: a link would tell a site from outside who reads this page."""
    return f"{row['title']}\n{row['page_url']}" if row["title"] else row["page_url"]
