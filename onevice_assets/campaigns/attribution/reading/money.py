"""Amounts, moments and words as shops and forms write them; nothing is guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from onevice_assets.campaigns.attribution.reading.decode import UnreadableError

_MONEY: Final = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_AHEAD: Final = timedelta(days=1)
_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


def read_money(value: Any) -> Decimal:
    """An amount of 0 or more, written with a point.

    Raises:
        UnreadableError: `bad_money`: `12,50`, less than nothing, not a number, not there.
    """
    text = (
        value.strip() if isinstance(value, str) else format(value, "f") if _is_number(value) else ""
    )
    if not _MONEY.fullmatch(text):
        raise UnreadableError("bad_money")
    return Decimal(text)


def read_moment(value: Any, before: datetime) -> datetime | None:
    """A moment with a zone, UTC: ISO 8601, or milliseconds since 1970.

    Args:
        value: as it was sent.
        before: when it came: what says that it is a day later than that is not believed.

    Returns:
        None where there is none, where it has no zone, and where it cannot be.
    """
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value / 1000, UTC)
        else:
            moment = datetime.fromisoformat(str(value).strip())
        if moment.tzinfo is None:
            return None
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if _FIRST <= moment <= before + _AHEAD else None


def clean(value: Any, most: int = 200) -> str | None:
    """A value as one line without control signs, cut; none where nothing is left."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    text = "".join(one if one.isprintable() else " " for one in str(value)[: most * 4])
    return " ".join(text.split())[:most] or None


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return not isinstance(value, Decimal) or (value.is_finite() and abs(value.adjusted()) < 30)
