"""Union rules that somebody imported (`union_rules` of the lake), under the graph's names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

EVERYWHERE: Final = "*"
_NAMES: Final[Mapping[str, str]] = {
    "scale_daily": "currentRates_scale_daily",
    "scale_weekly": "currentRates_scale_weekly",
    "scale_overtime": "currentRates_scale_overtime",
    "scale_doubletime": "currentRates_scale_doubletime",
    "holidays": "currentRates_holidays",
    "holiday_premium": "currentRates_holidayPremium",
    "weekend_premium": "currentRates_weekendPremium",
    "pension_rate": "pensionRate",
    "health_rate": "healthRate",
    "vacation_rate": "vacationRate",
    "minimum_call": "minimumCallTime",
    "maximum_hours": "maximumWorkHours",
    "overtime_threshold": "overtimeThreshold",
    "doubletime_threshold": "doubleTimeThreshold",
    "effective_on": "effectiveOn",
    "source_url": "sourceUrl",
}


def read_imported(
    rows: Iterable[Mapping[str, Any]], code: str, state: str
) -> list[tuple[int, bool, dict[str, Any]]]:
    """The rules of a union that hold in a state, whatever the year.

    Args:
        rows: of the table `union_rules`.
        code: of the union, in capitals.
        state: two letters.

    Returns:
        Year, whether they are of that very state (else of everywhere), and what they say without
        what they leave open; JSON-ready.
    """
    return [
        (int(one["year"]), one["state"] == state, _rename(one))
        for one in rows
        if one["union_code"] == code and one["state"] in (state, EVERYWHERE)
    ]


def _rename(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {ours: row[name] for name, ours in _NAMES.items() if row.get(name) is not None}
    if "currentRates_holidays" in told:
        told["currentRates_holidays"] = json.loads(told["currentRates_holidays"])
    if "effectiveOn" in told:
        told["effectiveOn"] = str(told["effectiveOn"])
    return told
