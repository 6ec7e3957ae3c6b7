"""A month that runs by itself, twice: with every fault there is, and with none. The same numbers.

python -m tests.drills.drill_month [--days 30] [--websites 3] [--to FILE.json]

Tens of minutes, each month in a process and a home of its own that is removed. What happens in a
month is in `tests/drills/month`. The result goes to FILE.json and, for people, to FILE.md; the
exit code is 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.drills.month.contents import find_differences
from tests.drills.month.report import write_report

KINDS = ("clean", "faults")
_ENV = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_EMPTY = (
    "not_asked",
    "not_booked",
    "answered_twice",
    "wrong_successes",
    "too_little_before_bills",
    "unclear",
)


@dataclass(frozen=True)
class Promise:
    """What a month must keep, and what was found against it."""

    what: str
    broken_by: list[str]


def main() -> None:
    """Run the drill and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--websites", type=int, default=3, choices=(1, 2, 3))
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    started = time.monotonic()
    told = run(given.days, given.websites)
    promises = judge(told)
    result = {
        "on": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python "
        f"{platform.python_version()}, load {os.getloadavg()[1]:.1f}",
        "days": given.days,
        "websites": given.websites,
        "providers": 3,
        "seconds": round(time.monotonic() - started),
        "partitions_compared": len(told["clean"]["contents"]),
        "rows_compared": sum(map(len, told["clean"]["contents"].values())),
        "promises": {one.what: one.broken_by for one in promises},
        **{kind: _without_rows(told[kind]) for kind in KINDS},
    }
    if given.to:
        given.to.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
        given.to.with_suffix(".md").write_text(write_report(result), "utf-8")
    print(write_report(result))  # noqa: T201
    sys.exit(any(one.broken_by for one in promises))


def run(days: int, websites: int) -> dict[str, dict[str, Any]]:
    """Live both months at once, each in a process of its own; what each told, by kind."""
    with _homes() as homes, ExitStack() as stack:
        processes = {
            kind: stack.enter_context(_world(home, days, websites, kind))
            for kind, home in homes.items()
        }
        for kind, process in processes.items():
            if process.wait():
                lines = (homes[kind] / "errors.log").read_text("utf-8").splitlines()
                raise SystemExit("\n".join([*lines[-40:], f"The month {kind} did not end well."]))
        return {kind: json.loads((home / "told.json").read_text()) for kind, home in homes.items()}


@contextmanager
def _world(home: Path, days: int, websites: int, kind: str) -> Iterator[subprocess.Popen[bytes]]:
    """A month's process, which has nobody left behind when the block ends."""
    command = ["-m", "tests.drills.month.world", str(home / "told.json"), f"{days}", f"{websites}"]
    with (home / "errors.log").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, *command, kind],
            # no key, no address and no setting of whoever runs the drill
            env={**_read_env(), "ONEVICE_HOME": str(home)},
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _read_env() -> dict[str, str]:
    return {name: os.environ[name] for name in _ENV if name in os.environ}


@contextmanager
def _homes() -> Iterator[dict[str, Path]]:
    from resources.local_servers import stop_all

    folder = Path(tempfile.mkdtemp(prefix="onevice-month-"))
    folder.chmod(0o755)
    homes = {kind: folder / kind for kind in KINDS}
    for home in homes.values():
        home.mkdir()
    try:
        yield homes
    finally:
        for home in homes.values():
            stop_all(home)
        shutil.rmtree(folder)


def judge(told: dict[str, dict[str, Any]]) -> list[Promise]:
    """Every promise, with what breaks it."""
    clean, faults = (told[kind] for kind in KINDS)
    return [
        Promise(
            "every number and every copy is that of the clean month",
            find_differences(clean["contents"], faults["contents"]),
        ),
        Promise(
            "the ledger is the bill, to the last digit",
            [
                f"{kind}: ledger {one['money']['ledger_usd']}, bill {one['money']['billed_usd']}"
                for kind, one in told.items()
                if not one["money"]["is_exact"]
            ],
        ),
        Promise(
            "every call is one attempt, and no answer is paid twice",
            [
                f"{kind}: {name}: {one['money'][name][:3]}"
                for kind, one in told.items()
                for name in _EMPTY
                if one["money"][name]
            ],
        ),
        Promise("nothing stays open", _find_open(told)),
        Promise(
            "Redis counts what the ledger says, every evening",
            [
                f"{kind}: {line}"
                for kind, one in told.items()
                for day in one["days"]
                for line in day["wrong_counters"]
            ],
        ),
        Promise(
            "no sensor and no schedule fails",
            [f"{kind}: {line}" for kind, one in told.items() for line in one["failed_ticks"]],
        ),
        Promise("every website has every day", _find_missing(told)),
        Promise("faults happened, and to the faulty month only", _find_unfaulty(told)),
    ]


def _find_open(told: dict[str, dict[str, Any]]) -> list[str]:
    return [
        f"{kind}: {one['money']['open']} calls"
        for kind, one in told.items()
        if one["money"]["open"]
    ]


def _find_missing(told: dict[str, dict[str, Any]]) -> list[str]:
    missing = []
    for kind, one in told.items():
        due = set(one["due_partitions"])
        for table in ("share_of_voice", "visibility_verdicts", "model_changes", "spending"):
            start = f"lake {table} "
            there = {name[len(start) :] for name in one["contents"] if name.startswith(start)}
            missing += [f"{kind}: {table} of {partition}" for partition in sorted(due ^ there)]
    return missing


def _find_unfaulty(told: dict[str, dict[str, Any]]) -> list[str]:
    seen = {kind: one["money"]["calls_by_what"].keys() for kind, one in told.items()}
    wrong = [f"clean: {what}" for what in sorted(seen["clean"] - {"well"})]
    if len(seen["faults"]) < 3 or not told["faults"]["killed"]:
        wrong.append(f"faults: only {sorted(seen['faults'])}, killed {told['faults']['killed']}")
    return wrong


def _without_rows(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "contents"}


if __name__ == "__main__":
    main()
