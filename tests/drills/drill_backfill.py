"""30 days of 3 websites, counted as ranges and day by day: the same bytes, and how long it takes.

python -m tests.drills.drill_backfill [--days 30] [--websites 3] [--to FILE]

Minutes, in a home of its own that is removed. Imported answers, so that nothing is asked. Every
partition of the lake that is cut by day is compared by its SHA-256; the result goes to FILE.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from onevice_assets.cli.measuring.own_home import own_home

FIRST = date(2026, 9, 1)
BRANDS = ("Firefox", "Chrome", "Brave", "Vivaldi", "Opera")
PROMPTS = (
    "Which browser is the most private?",
    "What is the fastest browser for an old laptop?",
    "Which browser should a small office use?",
    "Is there a browser that blocks ads by itself?",
)


def main() -> None:
    """Run the drill and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--websites", type=int, default=3)
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    with own_home({"ONEVICE_CHROMIUM": "none"}) as home:  # no PDFs: none is compared
        told = run(home, given.days, given.websites)
    text = json.dumps(told, indent=2) + "\n"
    if given.to:
        given.to.write_text(text, "utf-8")
    print(text)  # noqa: T201
    assert told["equal"], "the ranges and the single days differ"
    assert told["files"] > 0, "nothing was compared"
    assert told["second_call"]["asked"] == told["second_call"]["counted"] == 0


def run(home: Path, day_count: int, website_count: int) -> dict[str, Any]:
    """Import, count day by day, forget what was counted, count ranges, and call it again."""
    from onevice_assets.cli.session import Session
    from onevice_assets.partitions import join_key

    session = Session()
    keys = [_import(session, number, day_count) for number in range(website_count)]
    days = [FIRST + timedelta(number) for number in range(day_count)]
    started = time.monotonic()
    for day in days:
        for key in keys:
            session.materialize("watch_website", join_key(day.isoformat(), key))
    by_day_seconds = time.monotonic() - started
    before = _hash_days(home)
    for path in _counted_files(home):
        path.unlink()
    ranged, seconds = _backfill(days[0], days[-1], "--again")
    after = _hash_days(home)
    second, second_seconds = _backfill(days[0], days[-1])
    everything = before.keys() | after.keys()
    return {
        "days": day_count,
        "websites": website_count,
        "files": len(before),
        "equal": before == after,
        "different": sorted(one for one in everything if before.get(one) != after.get(one))[:20],
        "day_by_day_seconds": round(by_day_seconds, 1),
        "ranges": {**ranged, "seconds": round(seconds, 1)},
        "second_call": {**second, "seconds": round(second_seconds, 1)},
        "cpu_seconds": round(time.process_time(), 1),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "on": f"{datetime.now(UTC).date()}",
        "load_at_end": os.getloadavg()[0],
    }


def _import(session: Any, number: int, day_count: int) -> str:
    """A website with some answers on every day; its key."""
    from resources.control_plane import brands, websites
    from resources.imports import store_import

    with session.resources["control"].begin() as db:
        site = websites.add(db, name=f"Market {number}", source="import", actor="drill")
        for place, brand in enumerate(BRANDS[:3]):
            role = "competitor" if place else "own"
            brands.track(db, site.id, brand, role, actor="drill")
    data = "\n".join(json.dumps(line) for line in _answers(number, day_count)).encode()
    store_import(
        session.resources["control"], session.resources["objects"], site, data, list(BRANDS[:3])
    )
    session.materialize("understand_website", site.key)
    return str(site.key)


def _answers(website: int, day_count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(website)
    for number in range(day_count):
        day = FIRST + timedelta(number)
        for prompt in PROMPTS:
            for provider in ("openai", "anthropic"):
                named = chance.sample(BRANDS, 3)
                lines = [f"{n}. **{b}**: a good choice." for n, b in enumerate(named, start=1)]
                yield {
                    "provider": provider,
                    "model": "m-1",
                    "prompt": prompt,
                    "answer": "I would look at these:\n\n" + "\n".join(lines),
                    "asked_at": f"{day}T10:00:00Z",
                }


def _backfill(first: date, last: date, *more: str) -> tuple[dict[str, Any], float]:
    """`onevice backfill --json` in this process: what it told, and its seconds."""
    from typer.testing import CliRunner

    from onevice_assets.cli.app import app

    words = ["backfill", "--from", f"{first}", "--to", f"{last}", "--json", *more]
    started = time.monotonic()
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    return {name: told[name] for name in ("asked", "counted")}, time.monotonic() - started


def _counted_files(home: Path) -> list[Path]:
    """Everything by day but the answers themselves, which nothing else can bring back."""
    asked = {"llm_responses", "canary_responses"}
    return [path for path in _day_files(home) if not asked & set(path.parts)]


def _day_files(home: Path) -> list[Path]:
    from onevice_assets.tables import ALL

    of_days = {one.name for one in ALL.values() if one.partitioned_by == "day_website"}
    lake = home / "lake"
    return sorted(path for path in lake.rglob("*.parquet") if of_days & set(path.parts))


def _hash_days(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
        for path in _day_files(home)
    }


if __name__ == "__main__":
    main()
