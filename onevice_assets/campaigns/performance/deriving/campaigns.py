"""Campaigns as they are now: name, budget, whom and where they reach, whether they run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from onevice_assets.campaigns.performance.rules import Thresholds, judge_campaign

Row = Mapping[str, Any]
Key = tuple[str, str]

_OPEN_END: Final = date(2037, 1, 1)
"""Platforms write an end from here on where there is none (Google: 2037-12-30)."""
_CHANNELS: Final = ("DISPLAY", "VIDEO", "DISCOVERY", "DEMAND_GEN", "PERFORMANCE_MAX")
BETWEEN: Final = "; "
"""Between the names of several audiences or areas."""


def tell_campaigns(
    things: Iterable[Row], days: Iterable[Row], rates: Mapping[str, float], limits: Thresholds
) -> list[dict[str, Any]]:
    """Rows of `campaigns` without ids.

    Args:
        things: rows of `report_things`.
        days: of each campaign with rows: `network`, `campaign`, `platform`, `account_id`,
            `first_day`, `last_day`, `last_shown`, `audiences`, `areas`.
        rates: currency → US dollars a unit, on the last day of the reports.
        limits: of the rules.
    """
    listed = list(things)
    ran = {(one["network"], one["campaign"]): one for one in days}
    today = max((one["last_day"] for one in ran.values()), default=None)
    known: dict[Key, Row] = {
        (one["network"], one["external_id"]): one for one in listed if one["kind"] == "campaign"
    }
    groups: dict[Key, list[Row]] = {}
    for one in listed:
        if one["kind"] == "ad_group" and one["campaign_id"]:
            groups.setdefault((one["network"], one["campaign_id"]), []).append(one)
    currencies = {
        (one["network"], one["external_id"]): (one["currency"] or "USD").upper()
        for one in listed
        if one["kind"] == "account"
    }
    found = []
    for key in sorted(known.keys() | ran.keys()):
        told = _Campaign(known.get(key, {}), groups.get(key, []), ran.get(key, {}))
        found.append(told.row(key, today, currencies, rates, limits))
    return found


class _Campaign:
    """One campaign: what its history says, its ad groups, and its days."""

    def __init__(self, thing: Row, groups: list[Row], ran: Row) -> None:
        self.thing, self.groups, self.ran = thing, groups, ran

    def row(
        self,
        key: Key,
        today: date | None,
        currencies: Mapping[Key, str],
        rates: Mapping[str, float],
        limits: Thresholds,
    ) -> dict[str, Any]:
        network, external_id = key
        account = self.thing.get("account_id") or self.ran.get("account_id")
        ends = self._end()
        shown = self.ran.get("last_shown")
        rate = rates.get(currencies.get((network, account or ""), "USD"))
        budget = self._budget()
        return {
            "network": network,
            "external_id": external_id,
            "platform": self.ran.get("platform") or _platform(network, self.thing),
            "account_id": account,
            "name": self.thing.get("name") or external_id,
            "objective": self.thing.get("objective"),
            "demographic_target": BETWEEN.join(self.ran.get("audiences") or []) or None,
            "geographic_target": BETWEEN.join(self.ran.get("areas") or []) or None,
            "budget_per_day": None if budget is None or rate is None else budget * rate,
            "start_date": self._start(),
            "end_date": ends,
            "status": judge_campaign(
                self.thing.get("status"), ends, shown, today or date.min, limits
            ),
        }

    def _budget(self) -> float | None:
        own = self.thing.get("budget")
        of_groups = [one["budget"] for one in self.groups if one["budget"]]
        return own or (sum(of_groups) if of_groups else None)

    def _start(self) -> date | None:
        own = _day(self.thing.get("start_date"))
        of_groups = [one for one in (_day(group["start_date"]) for group in self.groups) if one]
        return own or (min(of_groups) if of_groups else self.ran.get("first_day"))

    def _end(self) -> date | None:
        own = _day(self.thing.get("end_date"))
        ends = [_day(one["end_date"]) for one in self.groups]
        if own is None and ends and all(ends):
            own = max(one for one in ends if one)
        return None if own is None or own >= _OPEN_END else own


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _platform(network: str, thing: Row) -> str:
    if network != "google":
        return network
    is_display = (thing.get("channel") or "").upper() in _CHANNELS
    return "google-display" if is_display else "google-search"
