"""The last result of each upkeep: was it good, and when. One line here for each that has one.

A new upkeep (a backup, a restore drill) adds a function to `READERS` that finds its last result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from onevice_assets.observing.sample import Sample


@dataclass(frozen=True)
class UpkeepResult:
    """How an upkeep ended the last time.

    Attributes:
        is_good: whether it found, or did, what it should.
        ended_at: when, UTC.
    """

    is_good: bool
    ended_at: datetime


Resources = Mapping[str, Any]
Reader = Callable[[Resources, dg.DagsterInstance], UpkeepResult | None]


def read_upkeep(resources: Resources, instance: dg.DagsterInstance) -> Iterator[Sample]:
    """The last result of each upkeep that ever ran."""
    for kind, read in READERS.items():
        found = read(resources, instance)
        if found is not None:
            yield Sample("onevice_upkeep_ok", (kind,), float(found.is_good))
            yield Sample("onevice_upkeep_timestamp_seconds", (kind,), found.ended_at.timestamp())


def read_check(asset: dg.AssetKey, check: str) -> Reader:
    """Read the last result of an asset check, whatever partition it was of."""
    key = dg.AssetCheckKey(asset, check)

    def read(_resources: Resources, instance: dg.DagsterInstance) -> UpkeepResult | None:
        summary = instance.event_log_storage.get_asset_check_summary_records([key]).get(key)
        last = summary and summary.last_completed_check_execution_record
        if not last or last.event is None:
            return None
        ended = datetime.fromtimestamp(last.event.timestamp, UTC)
        return UpkeepResult(last.status.value == "SUCCEEDED", ended)

    return read


_COPIES = "every_store_is_as_the_lake"
READERS: dict[str, Reader] = {
    **{
        f"drift_of_{cut}": read_check(dg.AssetKey(["upkeep", f"{cut}_copies"]), _COPIES)
        for cut in ("website", "day", "organization")
    },
    "schemas": read_check(dg.AssetKey(["upkeep", "schema_status"]), "every_schema_is_as_declared"),
}
