"""The days that are compared, out of the lake: who says it answered, and what canaries got.

At most 35 days of one website are read, and of the answers two columns. A day that was never
materialised is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.responses.canaries.judge_change import (
    EARLIER_DAYS,
    RECENT_DAYS,
    History,
    judge_change,
)
from onevice_assets.brand_monitor.responses.rows import Row, start_of
from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables.answers import llm_responses
from onevice_assets.tables.canaries import canary_responses, model_changes
from resources.errors import MissingDataError
from resources.identity import derived_id

if TYPE_CHECKING:
    import pyarrow

    from resources.lake import Lake
    from resources.table_schema import Table

_WHO = ("website_id", "llm_provider", "served_model")
_SAID = (*_WHO, "prompt_text", "response_text")


@dataclass(frozen=True)
class _Day:
    """One day of the lake: its canary answers, and who says it answered anything."""

    canaries: list[Row]
    named: list[Row]

    def list_served(self, provider: str) -> frozenset[str]:
        """Models that a provider's answers go by; what it does not say is left out."""
        return frozenset(
            row["served_model"]
            for row in self.named
            if row["llm_provider"] == provider and row["served_model"]
        )


def find_changes(lake: Lake, partition: str) -> list[Row]:
    """Rows of `model_changes`: one for each provider that answered on the day.

    Args:
        lake: the lake.
        partition: day and website.

    Raises:
        MissingDataError: when the day's own answers or canaries are not there.
    """
    text, website = split_key(partition)
    day = date.fromisoformat(text)
    days = {}
    for back in reversed(range(RECENT_DAYS + EARLIER_DAYS)):
        one = day - timedelta(days=back)
        days[one] = _read_day(lake, join_key(one.isoformat(), website), is_needed=one == day)
    website_ids = {row["llm_provider"]: row["website_id"] for row in days[day].named}
    return [
        _build_row(website_id, day, provider, days)
        for provider, website_id in sorted(website_ids.items())
    ]


def _read_day(lake: Lake, key: str, *, is_needed: bool) -> _Day:
    answers = _read(lake, llm_responses.only(*_WHO), key, is_needed)
    canaries = _read(lake, canary_responses.only(*_SAID), key, is_needed).to_pylist()
    named = answers.group_by(list(_WHO)).aggregate([]).to_pylist()
    return _Day(canaries, [*named, *canaries])


def _read(lake: Lake, table: Table, key: str, is_needed: bool) -> pyarrow.Table:
    try:
        return lake.read_arrow(table, key)
    except MissingDataError:
        if is_needed:
            raise
        return table.arrow_schema.empty_table()


def _build_row(website_id: str, day: date, provider: str, days: Mapping[date, _Day]) -> Row:
    canaries: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for one, found in days.items():
        for row in found.canaries:
            if row["llm_provider"] == provider:
                canaries[row["prompt_text"]].append((one, row["response_text"]))
    served = {one: found.list_served(provider) for one, found in days.items()}
    return {
        "id": derived_id(day, model_changes.name, website_id, provider),
        "website_id": website_id,
        "day": day,
        "llm_provider": provider,
        **judge_change(provider, day, History(served, canaries)),
        "created_at": start_of(day),
    }
