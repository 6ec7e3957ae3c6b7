"""What stands around the numbers of the live page."""

from __future__ import annotations

from datetime import date

from onevice_assets.dashboard.sections.frame import tell_days


def test_one_day_is_no_period() -> None:
    first, last = date(2026, 11, 20), date(2026, 11, 22)
    assert tell_days([first]) == "1 day, 2026-11-20"
    assert tell_days([first, last]) == "2 days counted from 2026-11-20 to 2026-11-22"
