"""A cached day, and many cached days in one run, as Dagster starts them (`onevice bench days`).

The example website is asked first, of a provider beside it that answers at once, and everything is
published. What is measured runs after that: every answer is there, the provider hears nothing.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final

from onevice_assets.cli.measuring.dagster_server import DagsterServer, RunTimes, serving_dagster
from onevice_assets.cli.measuring.late_website import (
    ask_days,
    count_calls,
    listening_provider,
)
from onevice_assets.cli.measuring.own_home import own_home
from onevice_assets.partitions import join_key, range_tags
from resources.errors import StoreError

Figures = dict[str, Any]


@dataclass(frozen=True)
class Amounts:
    """How much is run.

    Attributes:
        days: days of each range in one run, smallest first.
        repeats: runs of one day; figures are of the one in the middle.
    """

    days: tuple[int, ...]
    repeats: int


SMALL: Final = Amounts((2, 5), 1)
FULL: Final = Amounts((5, 10, 30), 3)


def bench_days(amounts: Amounts = SMALL) -> Figures:
    """Measure `watch_website` of one cached day and `publish` of ranges of cached days.

    Args:
        amounts: how much is run.

    Returns:
        `one_day` and, by number of days, `ranges`: seconds from launch to end, of them until the
        first step, processor seconds of Dagster and the embedded servers, seconds by step. A range
        has `ratio` too: to as many runs of one day (`publish` of one day, times the days).
        `calls` is what the provider heard meanwhile.
    """
    today = datetime.now(UTC).date()
    days = [today - timedelta(back) for back in reversed(range(max(amounts.days)))]
    with own_home() as home, listening_provider(home / "providers.toml") as url:
        os.environ["ONEVICE_PROVIDERS"] = str(home / "providers.toml")
        key = ask_days(days)
        heard, before = count_calls(url), os.getloadavg()[0]
        with serving_dagster(home) as dagster:
            dagster.stop_automation()
            figures = _measure(_Bench(dagster, key, days), amounts)
        calls = count_calls(url) - heard
    return {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "day": today,
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "asked_before": heard,
        "calls": calls,
        **figures,
    }


@dataclass(frozen=True)
class _Bench:
    dagster: DagsterServer
    website: str
    days: Sequence[date]

    def run_day(self, job: str) -> RunTimes:
        """The newest day."""
        partition = {
            "dagster/partition": join_key(self.days[-1].isoformat(), self.website),
            "dagster/partition/day": self.days[-1].isoformat(),
            "dagster/partition/website": self.website,
        }
        return self._run(job, partition)

    def run_range(self, job: str, days: int) -> RunTimes:
        """The newest so many days, in one run."""
        first, last = (join_key(d.isoformat(), self.website) for d in self._ends(days))
        return self._run(job, range_tags(first, last))

    def _ends(self, days: int) -> tuple[date, date]:
        return self.days[-days], self.days[-1]

    def _run(self, job: str, tags: Mapping[str, str]) -> RunTimes:
        done = self.dagster.time_run(job, tags)
        if done.status != "SUCCESS":
            raise StoreError(f"The bench's run of {job} with {dict(tags)} ended as {done.status}.")
        return done


def _measure(bench: _Bench, amounts: Amounts) -> Figures:
    bench.run_day("watch_website")  # the first of a server reads every file from disk
    one = _middle([bench.run_day("watch_website") for _ in range(amounts.repeats)])
    free = _middle([bench.run_day("publish") for _ in range(amounts.repeats)])
    ranges = {}
    for days in amounts.days:
        done = bench.run_range("publish", days)
        ratio = round(done.seconds / (free.seconds * days), 3)
        ranges[str(days)] = {**_tell(done), "ratio": ratio}
    return {"one_day": _tell(one), "one_free_day": _tell(free), "ranges": ranges}


def _middle(runs: Sequence[RunTimes]) -> RunTimes:
    """The run in the middle, by its seconds."""
    wanted = median(sorted(one.seconds for one in runs))
    return min(runs, key=lambda one: abs(one.seconds - wanted))


def _tell(run: RunTimes) -> Figures:
    told = asdict(run)
    steps = sorted(run.steps.items(), key=lambda one: -one[1])
    return {**told, "steps": dict(steps)}
