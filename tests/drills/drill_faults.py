"""The same days lived twice on real servers: with two hundred faults, and with none.

python -m tests.drills.drill_faults [--faults 200] [--minutes 70] [--seed 7] [--to FILE.json]

Servers are killed, frozen and started again, our processes are killed, the network is cut, disks
fill up and clocks are wrong, at random moments (`tests/drills/faults`). Commands are typed again
until they end well. At the end every store must hold what it holds without faults, and no answer
may be paid twice. Needs root, Java, Maven and Go; stops by itself. The exit code is 1 where a
promise is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any

from tests.drills.faults.daemon import Daemon
from tests.drills.faults.faults import Faults, World
from tests.drills.faults.life import Life, days_until
from tests.drills.faults.machines import addresses, disk, machines, ports
from tests.drills.faults.network import network
from tests.drills.faults.report import write_report
from tests.drills.month.contents import find_differences
from tests.drills.month.people import list_stages
from tests.e2e.market import ANSWER, start_provider
from tests.servers.server import ROOT

_OURS_MB, _THEIRS_MB = 3_000, 4_000
_LATENCY_S = 1.5
_QUEUED_EVERY = 3  # days; the others are typed
_MOMENT = "2026-01-01T00:00:00Z"
_KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPYCACHEPREFIX")


def main() -> None:
    """Run the drill and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    began = time.monotonic()
    faulty, clean = _live_twice(given)
    result = {
        "on": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "seed": given.seed,
        "seconds": round(time.monotonic() - began),
        "rows_compared": sum(map(len, clean["contents"].values())) + len(clean["facts"]),
        **{name: faulty[name] for name in ("days", "survived", "tries", "clock_wrong", "unknown")},
        "paid_calls": sum(clean["paid"].values()),
        "load": [round(one, 1) for one in os.getloadavg()],
        "promises": _judge(faulty, clean),
    }
    if given.to:
        given.to.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
        given.to.with_suffix(".md").write_text(write_report(result), "utf-8")
    shown = {what: [one[:300] for one in broken[:5]] for what, broken in result["promises"].items()}
    print(json.dumps({**result, "promises": shown}, indent=2))  # noqa: T201
    sys.exit(any(result["promises"].values()) or sum(faulty["survived"].values()) < given.faults)


def _live_twice(given: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both lives at once; the clean one lives each day that the other has lived."""
    lived: Queue[date | None] = Queue()
    with ThreadPoolExecutor(1) as beside:
        clean = beside.submit(_live_clean, lived)
        try:
            faulty = _live_with_faults(given, lived)
        finally:
            lived.put(None)
        return faulty, clean.result()


def _live_with_faults(given: argparse.Namespace, lived: Queue[date | None]) -> dict[str, Any]:
    """Days one after the other until there were faults enough, or the time is over."""
    last = datetime.now(UTC).date() - timedelta(days=1)
    with _world(random.Random(given.seed), wanted=given.faults) as life:
        faults = life.faults
        assert faults is not None
        timer = threading.Timer(60 * given.minutes, faults.end)
        timer.daemon = True
        timer.start()
        days = []
        for day in days_until(last):
            if len(days) % _QUEUED_EVERY == 1:
                life.queue(day)
            life.day(day)
            days.append(day)
            lived.put(day)
            print(f"{day}: {faults.done.total()} faults", flush=True)  # noqa: T201
            if faults.is_enough:
                break
        timer.cancel()
        tries = list(life.tries)
        life.look_after(days)
        return {
            "days": [day.isoformat() for day in days],
            "survived": dict(sorted(faults.done.items())),
            "tries": tries,
            "clock_wrong": life.skewed,
            **_tell(life),
        }


def _live_clean(days: Queue[date | None]) -> dict[str, Any]:
    """The days that come, until none is to come."""
    with _world(random.Random(0)) as life:
        while day := days.get():
            life.day(day)
        return _tell(life)


@contextmanager
def _world(chance: random.Random, wanted: int = 0) -> Iterator[Life]:
    """Servers, a provider, a network and a home; nothing of it is left at the end.

    Its folder has a short name: a browser's socket lies below it, and those have 107 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="ovd-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with (
            disk(folder / "ours", _OURS_MB) as ours,
            disk(folder / "theirs", _THEIRS_MB) as theirs,
            machines(theirs) as servers,
        ):
            provider, url = start_provider(folder, _plans())
            port = int(url.split(":")[2].split("/")[0])
            try:
                with network([*ports(servers), port]) as cable:
                    env = {one: os.environ[one] for one in _KEPT if one in os.environ}
                    env |= addresses(servers, cable.host) | _settings(ours, cable.host, port)
                    daemon = Daemon(env, cable, folder / "daemon.log")
                    world = World(servers, cable, ours, theirs, daemon)
                    faults = Faults(world, wanted, chance) if wanted else None
                    life = Life(folder, env, cable, faults, chance, daemon)
                    _run(life, "begin", _MOMENT)
                    try:
                        yield life
                    finally:
                        daemon.stop()
            finally:
                provider.kill()
                provider.wait()


def _plans() -> list[dict[str, Any]]:
    """What the provider says: JSON to the stages before any day, an answer to everything else."""
    stages = [{"match": match, "text": text} for match, text in list_stages().items()]
    return [one | {"latency_s": _LATENCY_S} for one in (*stages, {"text": ANSWER})]


def _settings(ours: Path, host: str, provider: int) -> dict[str, str]:
    return {
        "ONEVICE_HOME": str(ours / "home"),
        "DAGSTER_HOME": str(ours / "home" / "dagster"),
        "ONEVICE_PRIVATE_HOSTS": host,
        "OPENAI_API_KEY": "sk-drill",
        "OPENAI_BASE_URL": f"http://{host}:{provider}/v1",
        "MAX_USD": "50",
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(ours),
    }


def _tell(life: Life) -> dict[str, Any]:
    """What the stores hold, read in a process of its own on the same network."""
    to = life.folder / "told.json"
    _run(life, "tell", str(life.folder / "calls.jsonl"), str(to))
    told: dict[str, Any] = json.loads(to.read_text("utf-8"))
    return told


def _run(life: Life, module: str, *words: str) -> None:
    program = [sys.executable, "-m", f"tests.drills.faults.{module}", *words]
    subprocess.run(life.network.within(program), cwd=ROOT, env=life.env, check=True)


def _judge(faulty: dict[str, Any], clean: dict[str, Any]) -> dict[str, list[str]]:
    """Every promise with what breaks it."""
    facts = {"facts": clean["facts"]}, {"facts": faulty["facts"]}
    return {
        "every store equals the one without faults": find_differences(
            clean["contents"], faulty["contents"]
        ),
        "every fact is there, once": find_differences(*facts),
        "no answer is paid twice": sorted(
            (Counter(faulty["paid"]) - Counter(clean["paid"])).elements()
        ),
        "every answer is paid for": sorted(
            (Counter(clean["paid"]) - Counter(faulty["paid"])).elements()
        ),
        "every call is in the ledger": faulty["not_booked"],
        "nothing stays open": [f"{faulty['open']} calls"] if faulty["open"] else [],
    }


if __name__ == "__main__":
    main()
