"""One line of a file of answers: what it must hold, and why a line is left out.

The file as a whole, and the list of fields, are in `imports.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from resources.citations import Citation, merge_citations
from resources.errors import InputError

_LONGEST_LINE = 4_000_000
_LONGEST_NAME = 200
_MOST_SAMPLES = 1_000_000


@dataclass(frozen=True)
class ImportedAnswer:
    """One usable line."""

    provider: str
    model: str
    served_model: str | None
    prompt: str
    answer: str
    asked_at: datetime
    sample: int
    topic: str
    citations: tuple[Citation, ...]
    is_branded: bool
    line_number: int

    @property
    def day(self) -> date:
        """UTC day the answer belongs to."""
        return self.asked_at.date()


@dataclass(frozen=True)
class BadLine:
    """A line that was left out, numbered from 1, and why."""

    line_number: int
    reason: str


def read_line(raw: bytes, number: int) -> ImportedAnswer | BadLine:
    """Read one line.

    Args:
        raw: its bytes; a trailing line end is fine.
        number: its place in the file, from 1.
    """
    if len(raw) > _LONGEST_LINE:
        return BadLine(number, f"longer than {_LONGEST_LINE} bytes")
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return BadLine(number, "not UTF-8")
    except (ValueError, RecursionError):
        return BadLine(number, "not valid JSON")
    if not isinstance(row, dict):
        return BadLine(number, "not a JSON object")
    try:
        return _read_row(row, number)
    except InputError as error:
        return BadLine(number, str(error))


def _read_row(row: dict[str, Any], number: int) -> ImportedAnswer:
    prompt = _text(row, "prompt")
    return ImportedAnswer(
        provider=_name(row, "provider").lower(),
        model=_name(row, "model"),
        served_model=_optional_text(row, "served_model"),
        prompt=prompt,
        answer=_text(row, "answer"),
        asked_at=_moment(row),
        sample=_sample(row),
        topic=_optional_text(row, "topic") or prompt,
        citations=_citations(row),
        is_branded=bool(_flag(row, "branded")),
        line_number=number,
    )


def _text(row: dict[str, Any], name: str) -> str:
    if row.get(name) is None:
        raise InputError(f"no `{name}`")
    value = row[name]
    if not isinstance(value, str):
        raise InputError(f"`{name}` is not text")
    if not value.strip():
        raise InputError(f"`{name}` is empty")
    if "\x00" in value:
        raise InputError(f"`{name}` holds a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InputError(f"`{name}` holds half a surrogate pair")
    return value


def _name(row: dict[str, Any], name: str) -> str:
    value = _text(row, name).strip()
    if len(value) > _LONGEST_NAME or not value.isprintable():
        raise InputError(f"`{name}` is not a name")
    return value


def _optional_text(row: dict[str, Any], name: str) -> str | None:
    return None if row.get(name) in (None, "") else _text(row, name).strip()


def _moment(row: dict[str, Any]) -> datetime:
    value = _text(row, "asked_at").strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise InputError("`asked_at` is not an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise InputError("`asked_at` has no UTC offset: end it with Z or +00:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InputError("`asked_at` is out of range") from error


def _sample(row: dict[str, Any]) -> int:
    value: object = row.get("sample", 1)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_SAMPLES:
        raise InputError("`sample` is not a whole number from 1")
    return value


def _flag(row: dict[str, Any], name: str) -> bool | None:
    value: object = row.get(name)
    if value is not None and not isinstance(value, bool):
        raise InputError(f"`{name}` is not true or false")
    return value


def _citations(row: dict[str, Any]) -> tuple[Citation, ...]:
    value = row.get("citations")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InputError("`citations` is not a list")
    found = []
    for item in value:
        source = {"url": item} if isinstance(item, str) else item
        if not isinstance(source, dict) or source.get("url") is None:
            raise InputError("`citations` holds something that is no address")
        url, title = _text(source, "url"), _optional_text(source, "title")
        found.append(Citation(url=url, title=title, is_cited=_flag(source, "is_cited")))
    return merge_citations(found)
