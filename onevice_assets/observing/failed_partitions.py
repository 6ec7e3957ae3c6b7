"""Partitions that a run left failed and none made since, as Dagster's own pages show them.

Which partitions to ask about, failed runs tell; how they stand now, Dagster's status cache, which
is kept up by what happened since it was last read. So neither the event log nor the hundred
thousand partitions of an asset are gone through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from onevice_assets.observing.sample import Sample
from onevice_assets.partitions import list_range, read_range

MOST_RUNS = 2000
Partitioned = Mapping[dg.AssetKey, dg.PartitionsDefinition]


@dataclass(frozen=True)
class FailedPartitions:
    """The failed partitions of one asset.

    Attributes:
        asset: its key as people write it.
        partitions: their keys, sorted.
        job: of the newest run that left one of them failed.
    """

    asset: str
    partitions: tuple[str, ...]
    job: str


def list_partitioned(specs: Iterable[dg.AssetSpec]) -> Partitioned:
    """The assets that are cut, with what they are cut by."""
    return {one.key: one.partitions_def for one in specs if one.partitions_def is not None}


def list_failed(instance: dg.DagsterInstance, assets: Partitioned) -> list[FailedPartitions]:
    """Every asset that has failed partitions, by key.

    Args:
        instance: has the runs and the status cache.
        assets: from `list_partitioned`.

    Returns:
        Of the newest 2,000 runs that failed. A partition that was made since, is being made, or
        whose website is gone is none.
    """
    candidates = _list_candidates(instance, assets)
    found = []
    for key, jobs in sorted(candidates.items()):
        definition = assets[key]
        states = instance.get_status_by_partition(key, list(jobs), definition) or {}
        failed = sorted(one for one, state in states.items() if state and state.name == "FAILED")
        if failed:
            job = next(jobs[one] for one in jobs if one in failed)
            found.append(FailedPartitions(key.to_user_string(), tuple(failed), job))
    return found


def has_failures(instance: dg.DagsterInstance) -> bool:
    """Whether any run failed, ever: where none did, there is nothing to look for."""
    return instance.get_runs_count(_FAILED) > 0


def read_failed(instance: dg.DagsterInstance, assets: Partitioned) -> Iterator[Sample]:
    """How many partitions each asset has failed; assets without one are not told."""
    for one in list_failed(instance, assets):
        yield Sample("onevice_failed_partitions", (one.asset,), len(one.partitions))


def tell_failed(found: Sequence[FailedPartitions], most: int = 3) -> list[str]:
    """One line an asset: which partitions, and what to type.

    Args:
        found: from `list_failed`.
        most: partitions named a line; the others are counted.
    """
    lines = []
    for one in found:
        named = ", ".join(one.partitions[:most])
        more = f" and {len(one.partitions) - most} more" if len(one.partitions) > most else ""
        lines.append(f"{one.asset}: {named}{more} (job {one.job})")
    return lines


_FAILED = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])


def _list_candidates(
    instance: dg.DagsterInstance, assets: Partitioned
) -> dict[dg.AssetKey, dict[str, str]]:
    """Partitions that a failed run was to make, each with that run's job, newest run first."""
    found: defaultdict[dg.AssetKey, dict[str, str]] = defaultdict(dict)
    for run in instance.get_runs(_FAILED, limit=MOST_RUNS):
        ends = read_range(run.tags)
        if ends is None:
            continue
        chosen = (run.asset_selection or assets.keys()) & assets.keys()
        for key in chosen:
            has_days = isinstance(assets[key], dg.MultiPartitionsDefinition)
            for partition in list_range(*ends):
                if has_days == ("|" in partition):
                    found[key].setdefault(partition, run.job_name)
    return found
