"""Where a brand is visible: provider × kind of question, and by who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from onevice_assets.dashboard.queries.ranking import rank
from onevice_assets.dashboard.queries.recall import recall, stamp
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.measures.rank_brands import rank_everywhere
from onevice_assets.measures.read_cells import Filters
from onevice_assets.measures.topic_counts import ALL

Row = dict[str, Any]
_FIELDS = {"intent": "intent_types", "icp": "icp_names"}


@dataclass(frozen=True)
class Map:
    """One brand's numbers by provider (across) and by something else (down).

    Attributes:
        by: `intent` or `icp`, as in the address.
        providers: the columns: the chosen ones, then `all`.
        cells: (part, provider) to a row of `rank_brands`; without those nobody was asked in.
        parts: what goes down.
    """

    by: str
    parts: list[str]
    providers: list[str]
    cells: dict[tuple[str, str], Row]


def choose_brand(scope: Scope) -> Row | None:
    """The brand a map is of: the first chosen one, the own one, or the most named."""
    rows = rank(scope)
    for name in scope.asked.brand[:1]:
        return next((row for row in rows if row["brand_name"] == name), None)
    return next((row for row in rows if row["role"] == "own"), rows[0] if rows else None)


def map_brand(scope: Scope, brand_id: str, by: str) -> Map:
    """Numbers of a brand by provider and part.

    Args:
        scope: what is looked at.
        brand_id: the brand.
        by: `intent` or `icp`.
    """
    known = {"intent": scope.intents, "icp": scope.icps}[by]
    parts = [one for one in known if one in (getattr(scope.asked, by) or known)]
    providers = [*(scope.asked.provider or scope.providers), ALL]
    cells = {
        (part, row["llm_provider"]): row
        for part in parts
        for row in _rank_part(scope, by, part)
        if row["brand_id"] == brand_id
    }
    return Map(by, parts, providers, cells)


def _rank_part(scope: Scope, by: str, part: str) -> list[Row]:
    filters = replace(scope.filters or Filters(), **{_FIELDS[by]: frozenset({part})})
    mark = stamp(scope.lake, scope.key, tuple(scope.days))
    return recall(("part", scope.key, mark, filters), lambda: rank_everywhere(scope.cells(filters)))
