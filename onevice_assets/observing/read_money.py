"""Calls, tokens, cost and limits, out of the ledger and the lake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from onevice_assets.observing.sample import Sample
from onevice_assets.observing.sum_partitions import PartitionSums, ReadSums
from onevice_assets.tables import answers, canaries
from resources.control_plane import observed

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.lake import Lake
    from resources.table_schema import Table

_TOKENS = {"sent": "prompt_tokens", "answered": "response_tokens"}
_COLUMNS = ("llm_provider", "llm_model", *_TOKENS.values())


def read_ledger(control: ControlPlane) -> Iterator[Sample]:
    """Calls and what they cost, of all time."""
    with control.begin() as db:
        found = observed.sum_calls(db)
    cost: defaultdict[tuple[str, ...], float] = defaultdict(float)
    unsettled: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for one in found:
        whose: tuple[str, ...] = (one.provider, one.model, one.purpose)
        yield Sample("onevice_calls_total", (*whose, one.outcome), one.calls)
        cost[whose] += float(one.cost_usd)
        unsettled[whose] += float(one.open_usd)
    for labels, usd in cost.items():
        yield Sample("onevice_cost_usd_total", labels, usd)
        yield Sample("onevice_open_usd", labels, unsettled[labels])


def read_limits(
    control: ControlPlane, ceiling_usd: float, day: date | None = None
) -> Iterator[Sample]:
    """Every limit of money and what is used of it, today (UTC)."""
    with control.begin() as db:
        found = observed.list_limits(db, day or datetime.now(UTC).date(), ceiling_usd)
    for one in found:
        whose = (one.organization, one.website, one.period)
        yield Sample("onevice_limit_usd", whose, float(one.limit_usd))
        yield Sample("onevice_limit_spent_usd", whose, float(one.spent_usd))


class Tokens:
    """Sums tokens over the answers of the lake; what did not change is not read again."""

    def __init__(self, lake: Lake) -> None:
        tables: tuple[Table, ...] = (answers.llm_responses, canaries.canary_responses)
        self._sums = [PartitionSums(lake, one, _sum_tokens(lake, one)) for one in tables]

    def read(self) -> Iterator[Sample]:
        """Tokens by provider, model and direction."""
        total: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for one in self._sums:
            for labels, value in one.read().items():
                total[labels] += value
        for labels, value in total.items():
            yield Sample("onevice_tokens_total", labels, value)


def _sum_tokens(lake: Lake, table: Table) -> ReadSums:
    chosen = table.only(*_COLUMNS)

    def read(partition: str) -> dict[tuple[str, ...], float]:
        rows = lake.read_arrow(chosen, partition)
        sums = rows.group_by(["llm_provider", "llm_model"]).aggregate(
            [(column, "sum") for column in _TOKENS.values()]
        )
        return {
            (row["llm_provider"], row["llm_model"], direction): float(row[f"{column}_sum"] or 0)
            for row in sums.to_pylist()
            for direction, column in _TOKENS.items()
        }

    return read
