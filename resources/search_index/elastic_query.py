"""What Elasticsearch is asked for a search, and its answer in our words.

Each alternative of a query is asked as English and as it stands, over all text fields at once
(`cross_fields`): a word may be in the title and the other in the page, as in PostgreSQL.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resources.search_index.declaration import ENGLISH, PLAIN, IndexDeclaration
from resources.search_index.documents import DocumentScope, Tenant
from resources.search_index.highlights import (
    FRAGMENT_CHARACTERS,
    MOST_FRAGMENTS,
    split_marked,
)
from resources.search_index.query_text import Alternative, parse_query
from resources.search_index.search_query import (
    MOST_FACET_VALUES,
    Found,
    Fragment,
    Hit,
    SearchQuery,
)

Body = dict[str, Any]
_MOST_ANALYZED = 999_999  # characters of one text; a node refuses more than a million


@dataclass(frozen=True)
class Marks:
    """Signs around a match that no document can hold: new for each search."""

    start: str
    stop: str

    @classmethod
    def draw(cls) -> Marks:
        """Make some up."""
        token = secrets.token_hex(8)
        return cls(f"({token}", f"{token})")


def build_search(declared: IndexDeclaration, query: SearchQuery, marks: Marks) -> Body:
    """Keyword arguments of the client's `search` for a checked question."""
    wanted = _match(declared, parse_query(query.text))
    body: Body = {
        "query": {"bool": {"must": wanted, "filter": _filters(query)}},
        "source_excludes": list(declared.bodies),
        "track_total_hits": True,
        "sort": [{"_score": "desc"}, {"id": "asc"}],
        "size": query.limit,
        "from_": query.offset,
    }
    if query.facets:
        body["aggs"] = {
            one: {"terms": {"field": one, "size": MOST_FACET_VALUES}} for one in query.facets
        }
    if query.with_highlights and query.limit:
        body["highlight"] = _highlight(declared, wanted, marks)
    return body


def read_found(
    declared: IndexDeclaration, query: SearchQuery, answer: Mapping[str, Any], marks: Marks
) -> Found:
    """The answer in our words."""
    hits = [
        Hit(one["_source"], float(one["_score"] or 0), _read_highlights(declared, one, marks))
        for one in answer["hits"]["hits"]
    ]
    counted = answer.get("aggregations", {})
    facets = {
        one: [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in counted[one]["buckets"]]
        for one in query.facets
    }
    return Found(int(answer["hits"]["total"]["value"]), hits, facets)


def scope_query(scope: DocumentScope) -> Body:
    """Every document of a scope."""
    filters = _tenant_filters(scope.tenant)
    if scope.day:
        return {"bool": {"filter": [*filters, {"term": {"day": scope.day.isoformat()}}]}}
    return {"bool": {"filter": filters, "must_not": [{"exists": {"field": "day"}}]}}


def tenants_query(tenants: Sequence[Tenant]) -> Body:
    """Every document of some tenants."""
    each = [{"bool": {"filter": _tenant_filters(one)}} for one in tenants]
    return {"bool": {"should": each, "minimum_should_match": 1}}


def _tenant_filters(tenant: Tenant) -> list[Body]:
    filters: list[Body] = [{"term": {"organization_id": tenant.organization_id}}]
    if tenant.website_id is not None:
        filters.append({"term": {"website_id": tenant.website_id}})
    return filters


def _filters(query: SearchQuery) -> list[Body]:
    filters = _tenant_filters(query.tenant)
    for name, values in query.filters.items():
        any_case = {} if name == "day" else {"case_insensitive": True}
        terms = [{"term": {name: {"value": one, **any_case}}} for one in values]
        filters.append({"bool": {"should": terms, "minimum_should_match": 1}})
    return filters


def _match(declared: IndexDeclaration, alternatives: Sequence[Alternative]) -> Body:
    forms = [
        _match_form(declared, one, analyzer)
        for one in alternatives
        for analyzer in (ENGLISH, PLAIN)
    ]
    return {"bool": {"should": forms, "minimum_should_match": 1}}


def _match_form(declared: IndexDeclaration, wanted: Alternative, analyzer: str) -> Body:
    fields = [f"{_form(path, one.kind, analyzer)}^{one.weight}" for path, one in declared.texts()]

    def find(words: Sequence[str], kind: str) -> Body:
        across = {"operator": "and"} if kind == "cross_fields" else {}
        text = " ".join(words)
        return {
            "multi_match": {
                "query": text, "type": kind, "fields": fields, "analyzer": analyzer, **across
            }
        }  # fmt: skip

    words = [find(wanted.words, "cross_fields")] if wanted.words else []
    phrases = [find(one, "phrase") for one in wanted.phrases]
    out = [find(one, "phrase") for one in wanted.without]
    return {"bool": {"must": [*words, *phrases], "must_not": out}}


def _form(path: str, kind: str, analyzer: str) -> str:
    """Path of a text as it is read by an analyzer: the field itself or its sub-field."""
    is_english = analyzer == ENGLISH
    if kind == "english":
        return path if is_english else f"{path}.any"
    return f"{path}.english" if is_english else path


def _highlight(declared: IndexDeclaration, wanted: Body, marks: Marks) -> Body:
    fields = [_form(path, one.kind, a) for path, one in declared.texts() for a in (ENGLISH, PLAIN)]
    return {
        "pre_tags": [marks.start],
        "post_tags": [marks.stop],
        "fields": {one: {} for one in fields},
        # the filters are no part of it: a provider's name is not what was searched for
        "highlight_query": wanted,
        "require_field_match": True,
        "number_of_fragments": MOST_FRAGMENTS,
        "fragment_size": FRAGMENT_CHARACTERS,
        "max_analyzed_offset": _MOST_ANALYZED,
    }


def _read_highlights(
    declared: IndexDeclaration, hit: Mapping[str, Any], marks: Marks
) -> dict[str, list[Fragment]]:
    """By path; where English found nothing, as the words stand."""
    marked = hit.get("highlight", {})
    found = {}
    for path, one in declared.texts():
        forms = [marked.get(_form(path, one.kind, a)) for a in (ENGLISH, PLAIN)]
        if texts := next((form for form in forms if form), None):
            found[path] = [split_marked(text, marks.start, marks.stop) for text in texts]
    return found
