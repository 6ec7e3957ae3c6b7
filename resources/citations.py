"""A source of an answer, as `llm_responses.citations` keeps it: cited, or only found.

What a provider's payload says of its sources is read in `llm/citations.py`, what an imported file
says in `import_lines.py`; which page and whose it is, is decided by the stage `responses`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict


class Citation(TypedDict):
    """One source.

    Attributes:
        url: as given.
        title: as given; None if there is none.
        is_cited: True if the answer rests on it, False if it was found but not used; None where
            the provider does not tell the two apart, and in rows from before that was kept.
        text_start: where the answer cites it first, in characters from the answer's start; only
            there if the provider says so.
    """

    url: str
    title: str | None
    is_cited: bool | None
    text_start: NotRequired[int]


def merge_citations(found: Iterable[Citation]) -> tuple[Citation, ...]:
    """Name every address once, where it first stands, with the first title given."""
    merged: dict[str, Citation] = {}
    for one in found:
        known = merged.setdefault(one["url"], one)
        if known is not one:
            merged[one["url"]] = join_citations(known, one)
    return tuple(merged.values())


def join_citations(first: Citation, other: Citation) -> Citation:
    """Make one of two mentions of a source: cited beats found, and either beats not knowing."""
    said = (first["is_cited"], other["is_cited"])
    joined: Citation = {
        "url": first["url"],
        "title": first["title"] or other["title"],
        "is_cited": True if True in said else False if False in said else None,
    }
    starts = [one["text_start"] for one in (first, other) if "text_start" in one]
    return {**joined, "text_start": min(starts)} if starts else joined


def load_citations(column: str | None) -> list[Citation]:
    """Read the column `citations` of a row, of whatever age; what is no source is left out."""
    try:
        rows = json.loads(column or "[]")
    except ValueError:
        return []
    return [
        _load(row)
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and isinstance(row.get("url"), str)
    ]


def _load(row: dict[str, Any]) -> Citation:
    source: Citation = {
        "url": row["url"],
        "title": _text(row.get("title")),
        "is_cited": _flag(row),
    }
    start = row.get("text_start")
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        return source
    return {**source, "text_start": start}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flag(row: dict[str, object]) -> bool | None:
    value = row.get("is_cited")
    return value if isinstance(value, bool) else None
