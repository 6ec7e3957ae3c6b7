"""Settings of attribution: how far back touches count, when a lead is hot or warm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dagster as dg
from pydantic import Field

from resources.errors import ConfigurationError


class AttributionRules(dg.ConfigurableResource[Any]):
    """What a person may set of how leads are told apart and purchases attributed."""

    window_days: int = Field(30, ge=1, le=365, description="Days before a purchase a touch counts")
    hot_from: float = Field(70.0, ge=0, le=100, description="Score from which a lead is hot")
    warm_from: float = Field(40.0, ge=0, le=100, description="Score from which a lead is warm")

    @property
    def window(self) -> timedelta:
        """How long before a purchase a touch counts."""
        return timedelta(days=self.window_days)


def attribution_rules(env: Mapping[str, str]) -> AttributionRules:
    """Read `ONEVICE_ATTRIBUTION_DAYS`, `ONEVICE_LEAD_HOT` and `ONEVICE_LEAD_WARM`.

    Raises:
        ConfigurationError: one cannot be, or warm is above hot.
    """
    days = _number(env, "ONEVICE_ATTRIBUTION_DAYS", 30, 1, 365)
    hot = _number(env, "ONEVICE_LEAD_HOT", 70, 0, 100)
    warm = _number(env, "ONEVICE_LEAD_WARM", 40, 0, 100)
    if warm > hot:
        raise ConfigurationError(
            f"ONEVICE_LEAD_WARM={warm:g} is above ONEVICE_LEAD_HOT={hot:g}: no lead would be warm."
        )
    return AttributionRules(window_days=int(days), hot_from=hot, warm_from=warm)


def _number(env: Mapping[str, str], name: str, usual: float, low: float, high: float) -> float:
    value = env.get(name) or str(usual)
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not low <= number <= high or (name.endswith("DAYS") and number % 1):
        raise ConfigurationError(
            f"{name}={value[:50]!r} is no number from {low:g} to {high:g}; {usual:g} is usual."
        )
    return number
