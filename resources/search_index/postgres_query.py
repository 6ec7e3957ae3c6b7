"""What is selected for a search in PostgreSQL: hits, how many, facets and highlights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from resources.search_index.declaration import IndexDeclaration, list_texts
from resources.search_index.documents import DocumentScope
from resources.search_index.highlights import MOST_FRAGMENTS, cut_fragments
from resources.search_index.postgres_texts import QUERY_SQL, to_websearch
from resources.search_index.query_text import fold, parse_query
from resources.search_index.search_query import (
    MOST_FACET_VALUES,
    Found,
    Fragment,
    Hit,
    SearchQuery,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCOPE_SQL = (
    "organization_id = %(organization_id)s AND website_id = %(website_id)s "
    "AND day IS NOT DISTINCT FROM %(day)s::date"
)
_MARK = "<"  # no folded text has one
# of stop words alone nothing is left in English
_HEADLINE_SQL = f"""
SELECT ts_headline(CASE WHEN numnode(websearch_to_tsquery('english', %(text)s)) > 0
    THEN 'english' ELSE 'simple' END::regconfig, words, {QUERY_SQL},
    'HighlightAll=true, StartSel={_MARK}, StopSel=>')
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS one (words, place) ORDER BY place
"""


def scope_values(scope: DocumentScope) -> dict[str, Any]:
    """Parameters of `SCOPE_SQL`."""
    return {
        "organization_id": scope.organization_id,
        "website_id": scope.website_id,
        "day": scope.day,
    }


def find(db: Connection, view: str, declared: IndexDeclaration, query: SearchQuery) -> Found:
    """Answer a checked question from an index's view."""
    condition, values = _condition(query)
    values["text"] = to_websearch(parse_query(query.text))
    matches = f"FROM {view} WHERE words @@ {QUERY_SQL} AND {condition}"
    rows = db.exec_driver_sql(
        f"SELECT document, ts_rank(words, {QUERY_SQL}) AS score {matches} "
        f'ORDER BY score DESC, id COLLATE "C" LIMIT %(limit)s OFFSET %(offset)s',
        {**values, "limit": query.limit, "offset": query.offset},
    ).all()
    if rows and len(rows) < query.limit:
        total = query.offset + len(rows)
    else:
        total = int(db.exec_driver_sql(f"SELECT count(*) {matches}", values).scalar_one())
    documents = [row.document for row in rows]
    shown = query.with_highlights and documents
    marks = _highlight(db, declared, documents, values["text"]) if shown else [{}] * len(rows)
    hits = [
        Hit(_without_bodies(declared, row.document), float(row.score), places)
        for row, places in zip(rows, marks, strict=True)
    ]
    return Found(total, hits, {one: _count(db, matches, one, values) for one in query.facets})


def _condition(query: SearchQuery) -> tuple[str, dict[str, Any]]:
    """Tenant first, then the filters; names of fields are declared ones."""
    parts = ["organization_id = %(organization_id)s"]
    values: dict[str, Any] = {"organization_id": query.tenant.organization_id}
    if query.tenant.website_id is not None:
        parts.append("website_id = %(website_id)s")
        values["website_id"] = query.tenant.website_id
    for name, wanted in query.filters.items():
        if name == "day":
            parts.append("day = ANY(%(filter_day)s::date[])")
            values["filter_day"] = [date.fromisoformat(one) for one in wanted]
        else:
            parts.append(f"lower(document ->> '{name}') = ANY(%(filter_{name})s)")
            values[f"filter_{name}"] = [one.lower() for one in wanted]
    return " AND ".join(parts), values


def _count(
    db: Connection, matches: str, facet: str, values: Mapping[str, Any]
) -> list[tuple[str, int]]:
    found = db.exec_driver_sql(
        f"SELECT document ->> '{facet}' AS value, count(*) AS number {matches} "
        f"AND document ->> '{facet}' IS NOT NULL GROUP BY 1 "
        f"ORDER BY 2 DESC, min(document ->> '{facet}') COLLATE \"C\" LIMIT {MOST_FACET_VALUES}",
        values,
    )
    return [(str(row.value), int(row.number)) for row in found]


def _highlight(
    db: Connection, declared: IndexDeclaration, documents: Sequence[Any], text: str
) -> list[dict[str, list[Fragment]]]:
    """Of each document the places by field path; all texts go to the server at once."""
    places = [
        (number, path, one)
        for number, document in enumerate(documents)
        for path, _ in declared.texts()
        for one in list_texts(document, path)
    ]
    marked = db.exec_driver_sql(
        _HEADLINE_SQL, {"text": text, "words": [fold(one) for _, _, one in places]}
    ).scalars()
    found: list[dict[str, list[Fragment]]] = [{} for _ in documents]
    for (number, path, one), headline in zip(places, marked, strict=True):
        is_match = [_MARK in word for word in headline.split()]
        if any(is_match):
            fragments = found[number].setdefault(path, [])
            fragments += cut_fragments(one, is_match)[: MOST_FRAGMENTS - len(fragments)]
    return found


def _without_bodies(declared: IndexDeclaration, document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in document.items() if name not in declared.bodies}
