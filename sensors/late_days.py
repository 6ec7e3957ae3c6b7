"""Days that came late: the verdicts of the days after them are reached again, free of charge.

Why a sensor of its own and not the condition that all else follows by: a verdict looks back over
forty days that may or may not be there. A condition over them would wait for days that nobody
asked, or count everything anew. Whether there is something to do is read off the lake: cells that
changed after the verdicts that look back on them. So there is no cursor, and what a killed tick
did not ask for the next one asks.

It starts `visibility_verdicts` alone; notices and report follow by their own condition. Websites
that are being counted are left alone until they are not: a backfill of a month would have the
same verdicts reached thirty times.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import dagster as dg

from onevice_assets.jobs import judge_again
from onevice_assets.partitions import request_range, split_key
from resources.lake import Lake
from sensors.look_at_runs import list_counted_websites
from sensors.ticks import skip_when_down

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.share_of_voice.verdicts.find_overtaken import Overtaken

MOST_RUNS = 10
TAG = "onevice/late_day"


@dg.sensor(
    name="late_days",
    jobs=[judge_again],
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reaches verdicts again when an earlier day came, or changed, after them.",
)
@skip_when_down
def late_days(context: dg.SensorEvaluationContext, lake: Lake) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run of `judge_again` on each row of days whose verdicts were overtaken."""
    from onevice_assets.brand_monitor.share_of_voice.verdicts.find_overtaken import find_overtaken
    from onevice_assets.tables import marts, verdicts

    found = find_overtaken(
        lake.written_at(marts.prompt_cells), lake.written_at(verdicts.visibility_verdicts)
    )
    if not found:
        return dg.SkipReason("Every verdict has seen the days it looks back on.")
    busy = list_counted_websites(context.instance)
    quiet = [one for one in found if split_key(one.partition)[1] not in busy]
    if not quiet:
        return dg.SkipReason("The websites whose verdicts are due again are being counted.")
    requests = [_request(one) for one in _join(quiet)[:MOST_RUNS]]
    return dg.SensorResult(run_requests=requests)


def _join(found: Iterable[Overtaken]) -> list[list[Overtaken]]:
    """Rows of days of one website that follow each other."""
    from onevice_assets.brand_monitor.brand_states.find_stale import join_ranges

    rows: list[list[Overtaken]] = []
    for one in found:
        before = [(rows[-1][0].partition, rows[-1][-1].partition)] if rows else []
        if rows and len(join_ranges(before, one.partition)) == 1:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _request(row: list[Overtaken]) -> dg.RunRequest:
    first, last = row[0].partition, row[-1].partition
    since = max(one.since for one in row).isoformat()
    # once for what came: verdicts that come out as they were keep their age
    key = f"{first}|{last}|{since}"
    return request_range(judge_again.name, first, last, tags={TAG: since}, run_key=key)


ALL = [late_days]
