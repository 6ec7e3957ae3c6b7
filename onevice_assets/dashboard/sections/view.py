"""Which section a URL shows, and what stands there when there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.sections import parts
from onevice_assets.dashboard.sections.answers import show_answers
from onevice_assets.dashboard.sections.people import show_people
from onevice_assets.dashboard.sections.ranking import show_ranking
from onevice_assets.dashboard.sections.rivals import show_rivals
from onevice_assets.dashboard.sections.sources import show_sources
from onevice_assets.dashboard.sections.tables import show_tables
from onevice_assets.dashboard.sections.trend import show_trend
from onevice_assets.dashboard.sections.verdicts import show_verdicts
from onevice_assets.dashboard.sections.where import show_where
from onevice_assets.dashboard.sources import Sources

_VIEWS: dict[str, Callable[[Scope], Any]] = {
    "ranking": show_ranking,
    "trend": show_trend,
    "where": show_where,
    "rivals": show_rivals,
    "sources": show_sources,
    "answers": show_answers,
    "verdicts": show_verdicts,
    "tables": show_tables,
}


def show_view(sources: Sources, scope: Scope) -> Any:
    """The section the URL names."""
    if scope.asked.view == "people":
        return show_people(sources.control, scope.viewer)
    if scope.website is None:
        return parts.empty(
            "No website is watched yet: `onevice run --site URL` or "
            "`onevice import-responses` brings the first."
        )
    if not scope.counted:
        return parts.empty(f"{scope.website.name} has no counted day yet: `onevice run` makes one.")
    if not scope.days:
        return parts.empty(
            f"No day from {scope.start} to {scope.end} was counted. There are days "
            f"from {scope.counted[0]} to {scope.counted[-1]}."
        )
    return _VIEWS[scope.asked.view](scope)
