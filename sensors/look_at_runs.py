"""What Dagster knows of the runs that sensors asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Literal

import dagster as dg

from onevice_assets.jobs import understand_website
from onevice_assets.partitions import read_range, website_of
from sensors.choose_simulations import Seen
from sensors.publish_imports import RunOfWebsite
from sensors.run_reasons import find_reason

if TYPE_CHECKING:
    from resources.control_plane.simulation_queue import Started

UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.MANAGED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_AT_WORK = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_ENDED: dict[dg.DagsterRunStatus, Literal["success", "failure", "canceled"]] = {
    dg.DagsterRunStatus.SUCCESS: "success",
    dg.DagsterRunStatus.FAILURE: "failure",
    dg.DagsterRunStatus.CANCELED: "canceled",
}
_MOST = 2000


def look_at_runs(
    instance: dg.DagsterInstance, tag: str, started: Sequence[Started]
) -> dict[str, Callable[[], Seen]]:
    """Look up the runs of simulations, by their tag or by their day, in two queries.

    Returns:
        By id of the simulation, a function that reads why its run failed if it did.
    """
    if not started:
        return {}
    by_tag = dg.RunsFilter(tags={tag: [one.id for one in started]})
    newest: dict[str, dg.DagsterRun] = {}
    for run in instance.get_runs(by_tag, limit=_MOST):  # newest first
        newest.setdefault(run.tags[tag], run)
    partitions = list({one.partition for one in started})
    by_day = dg.RunsFilter(tags={"dagster/partition": partitions}, statuses=UNFINISHED)
    others: dict[str, list[dg.DagsterRun]] = {}
    for run in instance.get_runs(by_day, limit=_MOST):
        others.setdefault(run.tags["dagster/partition"], []).append(run)
    return {
        one.id: partial(_look, instance, newest.get(one.id), others.get(one.partition, []))
        for one in started
    }


def list_runs_of_websites(
    instance: dg.DagsterInstance, tag: str, website_ids: Sequence[str]
) -> dict[str, list[RunOfWebsite]]:
    """Runs whose tag names a website, by its id."""
    found: dict[str, list[RunOfWebsite]] = {}
    if not website_ids:
        return found
    chosen = dg.RunsFilter(tags={tag: sorted(set(website_ids))})
    for record in instance.get_run_records(chosen, limit=_MOST):
        run = record.dagster_run
        ended = None if will_retry(run) else _ENDED.get(run.status)
        reason = find_reason(instance, run.run_id) if ended == "failure" else None
        told = f"{reason.asset}: {reason.text}" if reason else ""
        asked_at = record.create_timestamp.replace(tzinfo=record.create_timestamp.tzinfo or UTC)
        found.setdefault(run.tags[tag], []).append(RunOfWebsite(asked_at, ended, told))
    return found


def list_busy_websites(instance: dg.DagsterInstance) -> list[str]:
    """Keys of websites that are being understood: what to ask is not written yet."""
    chosen = dg.RunsFilter(job_name=understand_website.name, statuses=UNFINISHED)
    runs = instance.get_runs(chosen, limit=_MOST)
    return [one.tags["dagster/partition"] for one in runs if "dagster/partition" in one.tags]


def list_counted_websites(instance: dg.DagsterInstance) -> set[str]:
    """Keys of websites of which a day, or a range of days, is in an unfinished run."""
    chosen = dg.RunsFilter(statuses=UNFINISHED)
    ranges = (read_range(run.tags) for run in instance.get_runs(chosen, limit=_MOST))
    return {website_of(ends[0]) for ends in ranges if ends}


def list_partitions_at_work(instance: dg.DagsterInstance, organizations: Sequence[str]) -> set[str]:
    """Partitions of documents, batches or organizations, that are in an unfinished run.

    Args:
        instance: that knows the runs.
        organizations: slugs; partitions of others are left out.
    """
    wanted = set(organizations)
    runs = instance.get_runs(dg.RunsFilter(statuses=UNFINISHED), limit=_MOST)
    tags = ("dagster/partition", "dagster/asset_partition_range_start")
    found = {run.tags[tag] for run in runs for tag in tags if tag in run.tags}
    return {one for one in found if one in wanted or one.rpartition(".")[0] in wanted}


def will_retry(run: dg.DagsterRun) -> bool:
    """Whether Dagster is about to try a failed run again."""
    return run.tags.get("dagster/will_retry") == "true"


def _look(
    instance: dg.DagsterInstance, run: dg.DagsterRun | None, others: Sequence[dg.DagsterRun]
) -> Seen:
    """What is known of a simulation by its newest run and by the unfinished ones of its day."""
    unfinished = [*others, *([run] if run and not run.is_finished else [])]
    if unfinished or (run is not None and will_retry(run)):
        at_work = bool(unfinished) and all(one.status in _AT_WORK for one in unfinished)
        return Seen(is_queued=not at_work, is_at_work=at_work)
    if run is None:
        return Seen()
    failed = run.status == dg.DagsterRunStatus.FAILURE
    reason = find_reason(instance, run.run_id) if failed else None
    return Seen(
        ended=_ENDED.get(run.status), reason=f"{reason.asset}: {reason.text}" if reason else ""
    )
