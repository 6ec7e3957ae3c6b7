"""Organizations whose documents were read: versions are joined, and the graph follows.

Batches are of an organization, but what is resolved over them is cut otherwise, so no condition
of Dagster follows. What there is to do is read off the lake: files that changed since the last
time an organization was asked for. Many batches are one run, and none is asked for while anything
of the organization is being read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg

from onevice_assets.jobs import join_versions
from onevice_assets.partitions import entertainment_organizations, organization_of
from resources.lake import Lake
from sensors.look_at_runs import list_partitions_at_work
from sensors.ticks import skip_when_down

MOST_RUNS = 10
_PATIENCE = timedelta(minutes=10)  # for what a batch's documents name, before others go on alone


@dg.sensor(
    name="documents_to_join",
    jobs=[join_versions],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Joins versions of an organization's documents when batches of it were read.",
)
@skip_when_down
def documents_to_join(
    context: dg.SensorEvaluationContext, lake: Lake
) -> dg.SensorResult | dg.SkipReason:
    """Ask for each organization whose batches changed, once for each change."""
    from onevice_assets.tables import document_entities, documents

    read_at = lake.written_at(documents.documents)
    named_at = [lake.written_at(table) for table in document_entities.ALL]
    due = choose_due(read_at, named_at, datetime.now(UTC))
    if not due:
        return dg.SkipReason("No batch of documents has been read to its end.")
    at_work = {
        organization_of(one) or one for one in list_partitions_at_work(context.instance, list(due))
    }
    quiet = [one for one in sorted(due) if one not in at_work][:MOST_RUNS]
    if not quiet:
        return dg.SkipReason("Documents of every organization are still being read.")
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(run_key=f"{one} {due[one].isoformat()}", partition_key=one)
            for one in quiet
        ],
        dynamic_partitions_requests=[entertainment_organizations.build_add_request(quiet)],
    )


def choose_due(
    read_at: Mapping[str, datetime],
    named_at: Sequence[Mapping[str, datetime]],
    now: datetime,
) -> dict[str, datetime]:
    """Organizations that have something read to its end, and when that last changed; pure.

    Args:
        read_at: when the documents of each batch changed last.
        named_at: the same of what they name, table by table.
        now: batches that were read just now are waited for, but not for ever.
    """
    batches: dict[str, set[str]] = {}
    for key in read_at:
        batches.setdefault(organization_of(key), set()).add(key)
    due = {}
    for organization, keys in batches.items():
        named = {key for key in keys if all(key in one for one in named_at)}
        waiting = any(now - read_at[key] < _PATIENCE for key in keys - named)
        if named and not waiting:
            times = [one[key] for one in (read_at, *named_at) for key in named]
            due[organization] = max(times)
    return due


ALL = [documents_to_join]
