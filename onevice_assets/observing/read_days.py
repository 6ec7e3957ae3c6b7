"""How far behind each website is, and the stores: newest days, and copies that drifted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from onevice_assets.observing.sample import Sample
from onevice_assets.observing.sum_partitions import PartitionSums, ReadSums
from onevice_assets.partitions import split_key
from onevice_assets.tables import marts, upkeep
from resources.control_plane import observed

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.lake import Lake
    from resources.table_schema import Table

_DRIFT = ("missing_count", "extra_count", "changed_count")


@dataclass(frozen=True)
class Newest:
    """A website and its newest complete day; none where it has none."""

    website: str
    day: date | None

    def lag(self, now: datetime) -> timedelta | None:
        """Time since that day ended in UTC, at least nothing: today's day is not over."""
        if self.day is None:
            return None
        ended = datetime.combine(self.day + timedelta(1), datetime.min.time(), UTC)
        return max(timedelta(0), now - ended)


def list_newest(control: ControlPlane, lake: Lake) -> list[Newest]:
    """The newest day of each website that `share_of_voice` has; a day is complete with it.

    One query and one listing of the lake, whatever the rows.

    Raises:
        StoreError: the control plane or the lake does not answer.
    """
    with control.begin() as db:
        keys = observed.list_website_keys(db)
    days: dict[str, str] = {}
    for partition in lake.partitions(marts.share_of_voice):  # sorted: the newest day is last
        day, website = split_key(partition)
        days[website] = day
    return [Newest(key, date.fromisoformat(days[key]) if key in days else None) for key in keys]


def read_days(control: ControlPlane, lake: Lake, now: datetime | None = None) -> Iterator[Sample]:
    """Lag and newest day of each website."""
    at, without = now or datetime.now(UTC), 0
    for one in list_newest(control, lake):
        lag = one.lag(at)
        if lag is None or one.day is None:
            without += 1
            continue
        begun = datetime.combine(one.day, datetime.min.time(), UTC)
        yield Sample("onevice_website_lag_seconds", (one.website,), lag.total_seconds())
        yield Sample("onevice_website_newest_day_seconds", (one.website,), begun.timestamp())
    yield Sample("onevice_websites_without_day", (), without)


class Drift:
    """Sums what the last comparison of each partition found; unchanged ones are not read again."""

    def __init__(self, lake: Lake) -> None:
        tables = (upkeep.website_copies, upkeep.day_copies, upkeep.organization_copies)
        self._sums = [PartitionSums(lake, one, _sum_drift(lake, one)) for one in tables]

    def read(self) -> Iterator[Sample]:
        """Rows by store that differ from what the lake says."""
        total: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for one in self._sums:
            for labels, value in one.read().items():
                total[labels] += value
        for labels, value in total.items():
            yield Sample("onevice_drift_rows", labels, value)


def _sum_drift(lake: Lake, table: Table) -> ReadSums:
    chosen = table.only("store", *_DRIFT)

    def read(partition: str) -> dict[tuple[str, ...], float]:
        sums: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for row in lake.read_rows(chosen, partition):
            sums[row["store"],] += sum(row[column] for column in _DRIFT)
        return sums

    return read
