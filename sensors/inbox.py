"""Files that somebody puts into the inbox are imported once, and their days published.

A tick takes a few files, oldest first: each is kept by its content (`resources.imports`), so that
the same file again is no second import, and moved away. Then it looks after the imports on their
way: one run of `understand_website` derives their prompts, then `watch_website` reads their days,
thirty a run, and asks nobody. What could not be imported is told by the sensor `failed_runs`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from onevice_assets.jobs import understand_website, watch_website
from onevice_assets.partitions import days, join_key, range_tags, read_range, website_of, websites
from resources import inbox
from resources.control_plane import import_queue, run_failures, simulation_queue, simulations
from resources.control_plane.import_queue import Import
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, MissingDataError
from resources.object_store import Objects
from sensors.group_failures import INBOX, FailedRun, group
from sensors.look_at_runs import list_runs_of_websites
from sensors.publish_imports import Next, RunOfWebsite, cut_days, judge_import
from sensors.run_reasons import clean
from sensors.ticks import Budget, skip_when_down

if TYPE_CHECKING:
    from resources.control_plane.websites import Website

MOST_FILES = 20
MOST_RUNS = 10
# what an import waits for in each state; the tag names the website
TAGS = {"pending": "onevice/inbox_prompts", "running": "onevice/inbox_days"}
_NO_DAY = "None of its days can be published: set ONEVICE_FIRST_DAY to start earlier."
_READ_ONLY = {"ops": {"brand_monitor__llm_responses": {"config": {"ask": False}}}}


@dg.sensor(
    name="inbox",
    jobs=[understand_website, watch_website],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Imports files of answers from the inbox and publishes their days.",
)
@skip_when_down
def import_inbox(
    context: dg.SensorEvaluationContext, control: ControlPlane, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Take new files, then ask for what the imports on their way wait for."""
    taken = _take_files(control, objects, datetime.now(UTC), Budget())
    requests = _go_on(context.instance, control, datetime.now(UTC))
    if not requests:
        return dg.SkipReason(f"{taken} file(s) taken; no import waits for a run to be asked for.")
    known = set(context.instance.get_dynamic_partitions("websites"))
    ranges = (read_range(one.tags) or (one.partition_key or "",) for one in requests)
    keys = {website_of(ends[0]) for ends in ranges}
    new = sorted(keys - known)
    return dg.SensorResult(
        run_requests=requests,
        dynamic_partitions_requests=[websites.build_add_request(new)] if new else [],
    )


def _take_files(control: ControlPlane, objects: Objects, now: datetime, budget: Budget) -> int:
    """Import or put away the files that are whole; how many."""
    from resources.control_plane.websites import list_all

    chosen = inbox.choose(inbox.list_files(objects), now, MOST_FILES)
    if not chosen:
        return 0
    with control.begin() as db:
        watched = {website.key: website for website in list_all(db)}
    failed, taken = list[FailedRun](), 0
    for file in chosen:
        if budget.is_spent():
            break
        with contextlib.suppress(MissingDataError):  # gone since it was listed
            try:
                _take(control, objects, file, watched.get(file.website_key), now)
            except InputError as error:
                failed.append(_put_down(objects, file, clean(str(error)), now, len(failed)))
            taken += 1
    with control.begin() as db:
        for one in group(failed):
            run_failures.count(db, one)
    return taken


def _take(
    control: ControlPlane,
    objects: Objects,
    file: inbox.InboxFile,
    website: Website | None,
    now: datetime,
) -> None:
    """Import a file; one that is still being written is left where it is.

    Raises:
        InputError: it cannot be imported; nothing was.
    """
    from resources.imports import store_import

    _refuse(file, website)
    data = inbox.read(objects, file, now)
    if data is None or website is None:
        return
    report = store_import(control, objects, website, data, "found", actor="inbox")
    with control.begin() as db:
        import_queue.enter(db, report.run.id, datetime.now(UTC))
    left_out = [f"line {bad.line_number} was left out: {bad.reason}" for bad in report.bad]
    inbox.put_away(objects, file, "done", "\n".join(left_out))


def _refuse(file: inbox.InboxFile, website: Website | None) -> None:
    if website is None:
        raise InputError(
            f"{file.path} is in no website's folder: put it into inbox/KEY/, with a key of "
            "`onevice site list`."
        )
    if not file.name.endswith(inbox.LINES):
        raise InputError(f"{file.name} is no file of JSON lines: its name must end in .jsonl.")
    if file.size > inbox.MOST_BYTES:
        raise InputError(
            f"{file.name} has {file.size} bytes, more than {inbox.MOST_BYTES}: cut it into several."
        )


def _put_down(
    objects: Objects, file: inbox.InboxFile, reason: str, now: datetime, place: int
) -> FailedRun:
    path = inbox.put_away(objects, file, "failed", reason)
    event_id = int(now.timestamp() * 1_000_000) + place
    return FailedRun(event_id, path, INBOX, "a file of the inbox", file.website_key, reason, now)


def _go_on(
    instance: dg.DagsterInstance, control: ControlPlane, now: datetime
) -> list[dg.RunRequest]:
    """Bring every import a state further where its runs have ended; the runs to ask for.

    A website's imports share the run that derives its prompts.
    """
    with control.begin() as db:
        imports = import_queue.list_open(db)
    requests: dict[str, dg.RunRequest] = {}
    for state, tag in TAGS.items():
        of_state = [one for one in imports if one.status == state]
        runs = list_runs_of_websites(instance, tag, [one.website_id for one in of_state])
        for one in of_state:
            if len(requests) >= MOST_RUNS:
                return list(requests.values())
            asked = _go_on_with(control, one, runs.get(one.website_id, []), now)
            requests.update({str(request.tags): request for request in asked})
    return list(requests.values())


def _go_on_with(
    control: ControlPlane, one: Import, runs: Sequence[RunOfWebsite], now: datetime
) -> list[dg.RunRequest]:
    """Do about an import what its runs say; the runs it waits for from now on."""
    requests = _ask_days(one)
    verdict = judge_import(one, runs) if requests else Next("fail", _NO_DAY)
    if verdict.what == "ask":
        return [_ask_prompts(one)] if one.status == "pending" else requests
    if verdict.what == "wait":
        return []
    with control.begin() as db:
        if verdict.what == "fail":
            simulation_queue.fail(db, one.id, reason=verdict.reason, at=now)
        elif one.status == "pending":
            simulations.set_progress(db, one.id, status="running", total=one.answers, at=now)
        else:
            done = one.answers
            simulations.set_progress(db, one.id, status="completed", completed=done, at=now)
    return requests if verdict.what == "go_on" and one.status == "pending" else []


def _ask_prompts(one: Import) -> dg.RunRequest:
    return dg.RunRequest(
        job_name=understand_website.name,
        partition_key=one.website_key,
        tags={TAGS["pending"]: one.website_id},
    )


def _ask_days(one: Import) -> list[dg.RunRequest]:
    """Runs that read an import's days and ask no model; days that are no partition have none."""
    offered = [day for day in one.days if days.has_partition_key(day)]
    ranges = ([join_key(day, one.website_key) for day in ends] for ends in cut_days(offered))
    return [
        dg.RunRequest(
            job_name=watch_website.name,
            run_config=_READ_ONLY,
            tags={TAGS["running"]: one.website_id, **range_tags(first, last)},
        )
        for first, last in ranges
    ]


ALL = [import_inbox]
