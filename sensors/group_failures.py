"""Pure: failed runs of one cause put together, and what is said of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from onevice_assets.partitions import website_of
from resources.control_plane.run_failures import WINDOW, Failures, RunFailure
from resources.notifications.notice import Notice

INBOX = "inbox"
"""The job of what is no run: a file that was not imported; its run id is where the file lies."""

_ALL = "platform"
_VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|\S*[0-9]\S*|\S+\|\S+")
_STEPS = (
    (r"budget|MAX_USD|ceiling", "Raise MAX_USD or the budget, or ask fewer samples; then run the "
     "partition again."),
    (r"\bkey\b|\b401\b|\b403\b|unauthori[sz]ed", "See whether the provider's key is set and "
     "valid; then run the partition again: what was answered is not asked again."),
    (r"rate limit|\b429\b|timed? ?out|\b5\d\d\b|did not answer|not one of", "Wait a while and run "
     "the partition again: what was answered is not asked again."),
    (r"materiali[sz]e|no partition|no active prompt", "Run what it names first (`onevice run` does "
     "all of it), then the partition again."),
    (r"no space|disk", "Free some space, then run the partition again."),
)  # fmt: skip
_MEND = "Mend the file, whose reason lies beside it in inbox/failed/, and put it back."
_ELSE = "Look at the run in the UI (Runs), mend what it names, and run the partition again."


@dataclass(frozen=True)
class FailedRun:
    """One failed run as its events tell it.

    Attributes:
        event_id: of the event that it failed; ascending over time.
        at: when, UTC.
    """

    event_id: int
    run_id: str
    job: str
    asset: str
    partition: str
    reason: str
    at: datetime


def name_cause(run: FailedRun) -> str:
    """What failures of one cause have in common: where, and the words without what varies.

    Numbers, quoted names and keys of partitions vary; a provider that refuses 250 websites is one
    cause.
    """
    words = _VARIES.sub("*", run.reason)
    return hashlib.sha256(f"{run.asset}\x1f{words}".encode()).hexdigest()


def group(runs: Iterable[FailedRun]) -> list[Failures]:
    """Put failures of one cause and hour together, in the order of their first."""
    groups: dict[str, list[list[FailedRun]]] = {}
    for run in sorted(runs, key=lambda one: one.event_id):
        hours = groups.setdefault(name_cause(run), [])
        if not hours or run.at >= hours[-1][0].at + WINDOW:
            hours.append([])
        hours[-1].append(run)
    found = [_describe(cause, hour) for cause, hours in groups.items() for hour in hours]
    return sorted(found, key=lambda one: one.event_ids[0])


def tell(failure: RunFailure) -> Notice:
    """Write the notice about a failure: asset, partition, reason and what to do."""
    many, is_run = failure.run_count > 1, failure.job != INBOX
    noun = "run" if is_run else "import"
    subject = f"{failure.run_count} {noun}s failed" if many else f"{noun.capitalize()} failed"
    where = failure.asset if many else f"{failure.asset} of {failure.partition}"
    shown = where if failure.partition or many else failure.asset
    since = f"First: {failure.partition or failure.job}, {failure.first_run_id}."
    lines = [failure.reason, f"Next: {failure.next_step}", since if many else ""]
    return Notice(
        title=f"{subject}: {shown}",
        body="\n".join(filter(None, lines)),
        severity="error",
        website=website_of(failure.partition) or _ALL,
        brand="",
        day=failure.first_at.date(),
        facts={
            "job": failure.job,
            "asset": failure.asset,
            "partition": failure.partition,
            "runs": failure.run_count,
            "run_id": failure.first_run_id,
        },
        link=f"/runs/{failure.first_run_id}" if is_run else failure.first_run_id,
        reference=failure.id,
    )


def choose_step(reason: str) -> str:
    """What to do about a reason, by its words."""
    for words, step in _STEPS:
        if re.search(words, reason, re.IGNORECASE):
            return step
    return _ELSE


def _describe(cause: str, runs: list[FailedRun]) -> Failures:
    first = runs[0]
    return Failures(
        cause=cause,
        job=first.job,
        asset=first.asset,
        partition=first.partition,
        reason=first.reason,
        next_step=_MEND if first.job == INBOX else choose_step(first.reason),
        event_ids=tuple(run.event_id for run in runs),
        last_run_id=runs[-1].run_id,
        first_at=first.at,
        last_at=max(run.at for run in runs),
    )
