"""All promises of the intervals measured at once (`onevice bench intervals`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from onevice_assets.statistics.measuring.alarms import measure_alarms
from onevice_assets.statistics.measuring.halves import split_halves
from onevice_assets.statistics.measuring.rates import list_cells, measure_cell, sum_up
from onevice_assets.statistics.measuring.shares import measure_lifts, measure_shares

_WORLDS: Final = 2_000
_SHARE_WORLDS: Final = {False: 500, True: 1_000}
_ALARM_WORLDS: Final = {False: 300, True: 600}


def bench_intervals(*, full: bool = False, answers: Path | None = None) -> dict[str, Any]:
    """Measure coverage of rates, shares and lifts, false alarms and power, and real halves.

    Args:
        full: more shapes, topics and rates; minutes instead of seconds.
        answers: folder of ai-product-bench, to split its topics into halves.

    Returns:
        `summary` of the rates against what is promised, `rates` (one row per cell), `shares`,
        `lifts`, `alarms`, and `halves` where answers were given.
    """
    rates = [measure_cell(cell, _WORLDS, seed) for seed, cell in enumerate(list_cells(full=full))]
    told = {
        "worlds": _WORLDS,
        "summary": sum_up(rates),
        "rates": rates,
        "shares": measure_shares(_SHARE_WORLDS[full], full=full),
        "lifts": measure_lifts(_SHARE_WORLDS[full], full=full),
        "alarms": measure_alarms(_ALARM_WORLDS[full], full=full),
    }
    return told if answers is None else {**told, "halves": split_halves(answers)}
