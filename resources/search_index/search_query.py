"""What is asked of an index, and what is found; nothing in it is markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from resources.errors import InputError
from resources.search_index.declaration import IndexDeclaration
from resources.search_index.documents import Document, Tenant

MOST_HITS = 1_000
LAST_HIT = 10_000  # Elasticsearch's max_result_window
MOST_FACET_VALUES = 20


@dataclass(frozen=True)
class SearchQuery:
    """A question to one index.

    Attributes:
        index: its declared name.
        tenant: who asks; nobody else's documents are looked at.
        text: what somebody typed (`query_text.py`).
        filters: by keyword field or `day`, the values one of which it must have; letters may be
            large or small.
        facets: keyword fields whose values are counted over all hits.
        with_highlights: cut the places around what was found.
        limit: hits that come back, 0 to 1,000.
        offset: hits skipped before; `offset + limit` up to 10,000.
    """

    index: str
    tenant: Tenant
    text: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facets: Sequence[str] = ()
    with_highlights: bool = True
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True)
class Segment:
    """A stretch of plain text; `is_match` where it is what was searched for."""

    text: str
    is_match: bool = False


Fragment = tuple[Segment, ...]


@dataclass(frozen=True)
class Hit:
    """A document that was found.

    Attributes:
        document: its fields without the long ones.
        score: higher is better; comparable within one answer of one store only.
        highlights: by field path, the places around what was found, best first.
    """

    document: Document
    score: float
    highlights: Mapping[str, Sequence[Fragment]]


@dataclass(frozen=True)
class Found:
    """An answer.

    Attributes:
        total: documents that match, however many came back.
        hits: by falling score.
        facets: by field, `(value, documents)` by falling count; at most 20 values.
    """

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[tuple[str, int]]]


def check_query(query: SearchQuery, declared: IndexDeclaration) -> None:
    """Make sure that an index can answer.

    Raises:
        InputError: naming the field or number that it cannot.
    """
    allowed = {"filters": (*declared.keywords, "day"), "facets": declared.keywords}
    for what, names in (("filters", query.filters), ("facets", query.facets)):
        for name in names:
            if name not in allowed[what]:
                raise InputError(
                    f"{declared.name} has no {name!r} among its {what}; it has: "
                    f"{', '.join(sorted(allowed[what]))}."
                )
    if isinstance(query.facets, str) or any(isinstance(v, str) for v in query.filters.values()):
        raise InputError("Facets and the values of a filter are lists, not single texts.")
    _check_days(query.filters.get("day", ()))
    if not (0 <= query.limit <= MOST_HITS and 0 <= query.offset <= LAST_HIT - query.limit):
        raise InputError(
            f"limit {query.limit} and offset {query.offset}: a limit is 0 to {MOST_HITS:,}, and "
            f"both together at most {LAST_HIT:,}. Narrow the search by filters instead."
        )


def _check_days(days: Sequence[str]) -> None:
    for one in days:
        try:
            date.fromisoformat(one)
        except ValueError as error:
            raise InputError(f"{one!r} is not a day; write it as 2026-01-05.") from error
