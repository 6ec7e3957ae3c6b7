"""What a value of a declared property is, as a graph gives it back."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.entertainment.graph.model.kinds import Kind, Property

_LARGEST = 2**63


def to_value(one: Property, value: Any) -> Any:
    """A value as the graph gives it back.

    Raises:
        ValueError: saying what is wrong with it.
    """
    if isinstance(value, (list, tuple)) != one.kind.startswith("["):
        raise ValueError(f"is no {one.kind}")
    if isinstance(value, (list, tuple)):
        return [_to_scalar(one, _OF_LIST[one.kind], item) for item in value]
    return _to_scalar(one, one.kind, value)


_OF_LIST = {Kind.TEXTS: Kind.TEXT, Kind.WHOLES: Kind.WHOLE, Kind.VECTOR: Kind.NUMBER}


def _to_scalar(one: Property, kind: Kind, value: Any) -> Any:
    made = _CASTS[kind](value)
    if made is None:
        raise ValueError(f"is no {kind}")
    if one.values and made not in one.values:
        raise ValueError(f"is none of {', '.join(one.values)}")
    return made


def _to_text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        raise ValueError("holds half a character (a lone surrogate)")
    return str(value)


def _to_whole(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if is_whole and -_LARGEST <= value < _LARGEST else None


def _to_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def _to_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _to_day(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _to_time(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    if value.tzinfo is None:
        raise ValueError("has no time zone")
    return value.astimezone(UTC)


_CASTS = {
    Kind.TEXT: _to_text,
    Kind.WHOLE: _to_whole,
    Kind.NUMBER: _to_number,
    Kind.FLAG: _to_flag,
    Kind.DAY: _to_day,
    Kind.TIME: _to_time,
}
