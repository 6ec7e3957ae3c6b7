"""The rows of each view as one flat table, for files; the numbers are those on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from onevice_assets.dashboard.queries.answers import find_answers
from onevice_assets.dashboard.queries.ranking import rank, shown
from onevice_assets.dashboard.queries.rivals import list_neighbours, list_substitutes
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.sources import list_sources
from onevice_assets.dashboard.queries.trend import trace
from onevice_assets.dashboard.queries.verdicts import read_verdicts
from onevice_assets.dashboard.queries.where import choose_brand, map_brand

if TYPE_CHECKING:
    import pyarrow

MOST_ANSWERS = 10_000
Row = dict[str, Any]
_OF_ANSWER = (
    "id",
    "day",
    "llm_provider",
    "llm_model",
    "served_model",
    "topic",
    "prompt_text",
    "sample_number",
    "response_text",
    "asked_at",
)


def list_rows(scope: Scope, what: str) -> pyarrow.Table:
    """Rows of a view.

    Args:
        scope: what is looked at.
        what: one of `EXPORTS`.
    """
    import pyarrow as pa

    rows = EXPORTS[what](scope)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: [row.get(name) for row in rows] for name in names})


def _trend(scope: Scope) -> list[Row]:
    return [{"grain": scope.asked.grain, **row} for row in shown(scope, trace(scope))]


def _where(scope: Scope) -> list[Row]:
    brand = choose_brand(scope)
    if brand is None:
        return []
    return [
        {"by": by, "part": part, **row}
        for by in ("intent", "icp")
        for (part, _), row in map_brand(scope, brand["brand_id"], by).cells.items()
    ]


def _pairs(scope: Scope, read: Callable[[Scope, str], list[Row]], of: str) -> list[Row]:
    brand = choose_brand(scope)
    if brand is None:
        return []
    return [{of: brand["brand_name"], **row} for row in read(scope, brand["brand_id"])]


def _answers(scope: Scope) -> list[Row]:
    rows = []
    for one in find_answers(scope, page=1, size=MOST_ANSWERS).answers:
        row, evidence = {name: one["answer"][name] for name in _OF_ANSWER}, one["evidence"]
        row["brand_name"] = evidence.brand_name if evidence else None
        row["presence"] = evidence.presence if evidence else None
        row["position_rank"] = evidence.position_rank if evidence else None
        row["sentence"] = (
            f"{evidence.before}{evidence.surface}{evidence.after}" if evidence else None
        )
        rows.append(row)
    return rows


EXPORTS: dict[str, Callable[[Scope], list[Row]]] = {
    "ranking": lambda scope: shown(scope, rank(scope)),
    "trend": _trend,
    "where": _where,
    "substitutes": lambda scope: _pairs(scope, list_substitutes, "missing_brand_name"),
    "neighbours": lambda scope: _pairs(scope, list_neighbours, "beside_brand_name"),
    "domains": lambda scope: list_sources(scope, "domain"),
    "pages": lambda scope: list_sources(scope, "page"),
    "answers": _answers,
    "verdicts": read_verdicts,
}
