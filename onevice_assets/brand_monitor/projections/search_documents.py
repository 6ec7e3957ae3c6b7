"""The documents of the search: made of lake rows, and as Arrow tables and back.

Pure functions. The fields are seed 004's; which index has which stands in
`resources/migrations/elasticsearch/versions`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.publishing.projection import Scope
from resources.search_index.declaration import Field, IndexDeclaration
from resources.search_index.documents import Document, drop_nul

if TYPE_CHECKING:
    import pyarrow

Row = Mapping[str, Any]

MOST_CONTEXT = 600
"""Characters of an answer that a mention keeps, where its deciding sentence is longer."""


def list_pages(scope: Scope, pages: Sequence[Row], analysis: Sequence[Row]) -> list[Document]:
    """One document for each page with text.

    Args:
        scope: the website.
        pages: rows of `scraped_pages`.
        analysis: rows of `website_analysis`, at most one; an offering goes to the page that says
            so, one without a page to none.
    """
    offered = [one for row in analysis for one in json.loads(row["primary_offerings"])]
    return [
        drop_nul(
            {
                **_tenant(scope, page["id"]),
                "page_id": page["id"],
                "url": page["url"],
                "title": page["title"],
                "content": page["content_text"],
                "meta_description": page["meta_description"],
                "page_type": page["page_type"],
                "scraped_at": page["scraped_at"],
                "products": _offerings(offered, page["id"], "product"),
                "services": _offerings(offered, page["id"], "service"),
            }
        )
        for page in pages
        if page["content_text"]
    ]


def list_mentions(
    scope: Scope, states: Sequence[Row], responses: Sequence[Row], beliefs: Sequence[Row]
) -> list[Document]:
    """One document for each brand that an answer names.

    Args:
        scope: the website and day.
        states: rows of `llm_brand_states` that have a mention.
        responses: rows of `llm_responses` that the states are read from.
        beliefs: rows of `llm_answer_belief_maps`, which know the prompt's intent.
    """
    by_id = {row["id"]: row for row in responses}
    asked = {(row["llm_response_id"], row["brand_id"]): row for row in beliefs}
    return [
        _mention(
            scope,
            state,
            by_id[state["llm_response_id"]],
            asked.get((state["llm_response_id"], state["brand_id"]), {}),
        )
        for state in states
    ]


def cut_context(state: Row, text: str) -> str:
    """The deciding sentence of a mention, or the line it stands in; at most 600 characters."""
    first, last = state["mention_start"], state["mention_end"]
    start, end = state["evidence_start"], state["evidence_end"]
    if start is None or end is None:
        start = text.rfind("\n", 0, first) + 1
        end = text.find("\n", last)
        end = len(text) if end < 0 else end
    if end - start > MOST_CONTEXT:
        # the name stands in it, if it is the one that decided
        middle = first if start <= first < end else start
        start = max(start, min(middle - MOST_CONTEXT // 2, end - MOST_CONTEXT))
        end = start + MOST_CONTEXT
    return text[start:end].strip()


def to_rows(declared: IndexDeclaration, documents: Sequence[Document]) -> pyarrow.Table:
    """Documents as an Arrow table, by id; dates and moments are typed."""
    import pyarrow as pa

    schema = pa.schema([pa.field(one.name, _arrow_type(one)) for one in declared.fields])
    moments = {one.name for one in declared.fields if one.kind == "date"} - {"day"}
    rows = [
        {
            name: _read_time(name, value) if name in moments | {"day"} else value
            for name, value in one.items()
        }
        for one in sorted(documents, key=lambda one: str(one["id"]))
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def from_rows(declared: IndexDeclaration, rows: pyarrow.Table) -> list[Document]:
    """Documents of an Arrow table, as an index takes them: no nulls, dates as ISO 8601."""
    known = [name for name in rows.column_names if name in declared.names]
    return [
        {name: _write_time(value) for name, value in row.items() if value is not None}
        for row in rows.select(known).to_pylist()
    ]


def _tenant(scope: Scope, identity: str) -> dict[str, Any]:
    return {
        "id": identity,
        "organization_id": scope.organization_id,
        "website_id": scope.website_id,
        "day": scope.day,
    }


def _mention(scope: Scope, state: Row, response: Row, asked: Row) -> Document:
    mention: Document = drop_nul(
        {
            **_tenant(scope, state["id"]),
            "brand_id": state["brand_id"],
            "brand_name": state["brand_name"],
            "llm_provider": response["llm_provider"],
            "prompt_id": response["prompt_id"],
            "response_id": response["id"],
            "context": cut_context(state, response["response_text"]),
            "presence": state["presence"],
            "position": state["position_rank"],
            "belief_type": state["belief_sold"],
            "intent_type": asked.get("intent_type"),
            "funnel_stage": asked.get("funnel_stage"),
            "timestamp": response["asked_at"],
        }
    )
    return mention


def _offerings(offered: Sequence[Row], page: str, kind: str) -> list[dict[str, str | None]]:
    return [
        {"name": one.get("name"), "description": one.get("description")}
        for one in offered
        if one.get("page_id") == page and one.get("kind") == kind
    ]


def _arrow_type(field: Field) -> pyarrow.DataType:
    import pyarrow as pa

    if field.kind == "nested":
        return pa.list_(pa.struct([pa.field(one.name, _arrow_type(one)) for one in field.fields]))
    if field.kind == "date":
        return pa.date32() if field.name == "day" else pa.timestamp("us", tz="UTC")
    return pa.int64() if field.kind == "integer" else pa.string()


def _read_time(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return date.fromisoformat(value) if name == "day" else datetime.fromisoformat(value)


def _write_time(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
