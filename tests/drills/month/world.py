"""One world: it lives the month by itself, with nobody at the keyboard, and tells what stands.

python -m tests.drills.month.world TO DAYS WEBSITES clean|faults

ONEVICE_HOME names its home, which is its own. Progress goes to standard output, what Dagster says
to standard error, the result to the file TO. Every two hours the daemon looks, and again after
some minutes until nothing is to do.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.drills.month import people
from tests.drills.month.calendar import LAST_HOUR, Month, first_day
from tests.drills.month.clock import Clock
from tests.drills.month.contents import read_contents
from tests.drills.month.kills import Kills
from tests.drills.month.money import compare_with_bills, find_wrong_counters
from tests.drills.month.same_ids import same_ids

_SETTINGS = Path(__file__).parents[3] / "dagster.yaml"
_BETWEEN_LOOKS = timedelta(minutes=5, seconds=30)
_MOST_LOOKS = 10


def main() -> None:
    """Live a month and write what came of it."""
    to, days, websites, kind = Path(sys.argv[1]), *map(int, sys.argv[2:4]), sys.argv[4]
    home = Path(os.environ["ONEVICE_HOME"])
    today = datetime.now(UTC).date()
    month = Month(first_day(today), days, websites, is_faulty=kind == "faults")
    logging.basicConfig(level=logging.ERROR)
    with _stopping(home), providers(home, kind) as folder, same_ids():
        told = _live(month, home, folder)
    to.write_text(json.dumps(told, default=str), "utf-8")


@contextmanager
def _stopping(home: Path) -> Iterator[None]:
    from resources.local_servers import stop_all

    try:
        yield
    finally:
        stop_all(home)


@contextmanager
def providers(home: Path, kind: str) -> Iterator[Path]:
    """Three providers as processes, known to the platform as rows of ONEVICE_PROVIDERS."""
    folder = home / "providers"
    folder.mkdir(parents=True)
    people.write_stages(folder)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.drills.month.provider", name, str(folder), kind]
        )
        for name in people.PROVIDERS
    ]
    try:
        until = time.monotonic() + 60
        while not all((folder / f"{name}.url").exists() for name in people.PROVIDERS):
            assert time.monotonic() < until, "a provider did not start"
            time.sleep(0.05)
        people.write_rows(folder, is_replaced=False)
        file = str(folder / "providers.toml")
        os.environ.update(ONEVICE_PROVIDERS=file, ONEVICE_PRICES=file, MAX_USD="20")
        yield folder
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _live(month: Month, home: Path, folder: Path) -> dict[str, Any]:
    from tests.drills.month.daemon import start_daemon
    from tests.drills.month.launcher import MonthLauncher

    started, clock = time.monotonic(), _make_clock(home)
    with clock.at(month.begins), start_daemon(home / "dagster", _SETTINGS) as daemon:
        from onevice_assets.cli.session import Session

        resources = Session().resources
        MonthLauncher.kill_when = staticmethod(Kills(month, resources, daemon.instance, folder))
        days = _live_days(month, resources, clock, daemon, folder)
        runs, failed_ticks = _count_runs(daemon.instance), daemon.list_failed_ticks()
    with clock.at(month.ends + timedelta(hours=1)):
        money = compare_with_bills(resources, folder, month)
        contents = read_contents(resources)
    return {
        "seconds": round(time.monotonic() - started, 1),
        "days": days,
        "runs": runs,
        "killed": dict(MonthLauncher.killed),
        "run_seconds": {name: round(took) for name, took in MonthLauncher.seconds.items()},
        "failed_ticks": failed_ticks,
        "due_partitions": _list_due(month),
        "money": money,
        "contents": contents,
    }


def _make_clock(home: Path) -> Clock:
    from redis import Redis

    from resources.local_servers import ensure

    store = ensure("redis", home)
    return Clock(ensure("postgres", home).url, Redis.from_url(store.url, password=store.password))


def _live_days(
    month: Month, resources: Any, clock: Clock, daemon: Any, folder: Path
) -> list[dict[str, Any]]:
    """Live every day; what each day took, and the counters that are wrong at its end."""
    days, began = list[dict[str, Any]](), time.monotonic()
    for now in month.moments():
        _live_on(month, resources, clock, daemon, folder, now)
        if now.hour < LAST_HOUR:
            continue
        took, cpu = time.monotonic() - began, sum(os.times()[:4])
        wrong = find_wrong_counters(resources, now.date())
        days.append({"day": now.date(), "seconds": round(took, 1), "wrong_counters": wrong})
        print(  # noqa: T201
            f"{now.date()}, {'with faults' if month.is_faulty else 'clean'}: {took:.0f} s, "
            f"{cpu:.0f} s of processor since the start", flush=True,
        )  # fmt: skip
        began = time.monotonic()
    return days


def _live_on(
    month: Month, resources: Any, clock: Clock, daemon: Any, folder: Path, now: datetime
) -> None:
    """People decide, a provider goes or comes back, then the daemon looks until all is quiet."""
    away = folder / "beta.away"
    away.touch() if month.is_away(now) else away.unlink(missing_ok=True)
    with clock.at(now, stands_still=True):
        people.decide(month, resources, folder, now)
    if month.rests(now):
        return
    for look in range(_MOST_LOOKS):
        with clock.at(now + look * _BETWEEN_LOOKS):
            if not daemon.look():
                return


def _list_due(month: Month) -> list[str]:
    """Every website's days, from the one it was added on."""
    return [
        f"{month.day(number)}|market-{website}.demo.test"
        for website in range(month.websites)
        for number in range(month.days)
        if month.day(number) >= month.website_comes(website).date()
    ]


def _count_runs(instance: Any) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for run in instance.get_runs():
        of_job = counted.setdefault(run.job_name, {})
        of_job[run.status.value] = of_job.get(run.status.value, 0) + 1
    return counted


if __name__ == "__main__":
    main()
