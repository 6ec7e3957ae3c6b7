"""Organizations whose conversations changed: their turns are read anew, and patterns follow.

Prompts are cut by website and logs are files, so no condition of Dagster follows. What there is to
do is read off the lake and the object store: the newest prompts of an organization's websites, and
the names of its logs, which are their contents'. Each such state is asked for once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

import dagster as dg

from onevice_assets.intents.patterns.logs.keep_log import FOLDER
from onevice_assets.jobs import collect_turns
from onevice_assets.partitions import intents_organizations
from resources.lake import Lake
from resources.object_store import Objects
from sensors.look_at_runs import list_partitions_at_work
from sensors.ticks import skip_when_down


@dg.sensor(
    name="conversations_to_mine",
    jobs=[collect_turns],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reads an organization's conversations anew when its prompts or logs changed.",
)
@skip_when_down
def conversations_to_mine(
    context: dg.SensorEvaluationContext, lake: Lake, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Ask for each organization whose prompts or logs changed, once for each change."""
    from onevice_assets.tables import audience

    written = lake.written_at(audience.prompt_classifications)
    due = choose_due(written, objects.list(f"{FOLDER}/"))
    at_work = set(list_partitions_at_work(context.instance, list(written)))
    at_work = {key.partition(".")[0] for key in at_work}
    quiet = [one for one in sorted(due) if one not in at_work]
    known = set(context.instance.get_dynamic_partitions(intents_organizations.name or ""))
    # those that were never mined come first: of the others a run key tells what is done
    chosen = sorted(quiet, key=lambda one: (one in known, one))
    if not chosen:
        return dg.SkipReason("No organization has conversations that stand still.")
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(run_key=f"{one} {due[one]}", partition_key=one) for one in chosen
        ],
        dynamic_partitions_requests=[intents_organizations.build_add_request(chosen)],
    )


def choose_due(written: Mapping[str, datetime], logs: Iterable[str]) -> dict[str, str]:
    """Organizations that have conversations, and a short name for the state of those; pure.

    Args:
        written: when each website's prompts were classified last, by its key.
        logs: paths of all logs.
    """
    states: dict[str, list[str]] = {}
    for key, moment in sorted(written.items()):
        states.setdefault(key.partition(".")[0], []).append(f"{key} {moment.isoformat()}")
    for path in sorted(logs):
        parts = PurePosixPath(path).parts
        if len(parts) == 4:
            states.setdefault(parts[2], []).append(parts[3])
    return {
        name: hashlib.sha256("\n".join(state).encode()).hexdigest()[:16]
        for name, state in states.items()
    }


ALL = [conversations_to_mine]
