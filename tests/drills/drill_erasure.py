"""An organization that was there and is erased: no file says it, and every number is as without it.

python -m tests.drills.drill_erasure [--to FILE.json]

Two homes. In one, two organizations have a day of imported answers through the real pipeline, with
a brand and a word that only the first one has, and something of the siblings beside; then the
first is erased, killed once half-way. In the other the second organization alone was ever there.
Then every file of the first home is searched, compressed ones unpacked, and the numbers of both
homes are compared. Minutes. The exit code is 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import platform
import re
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from onevice_assets.cli.erase import open_stores
from onevice_assets.cli.importing import import_file
from onevice_assets.cli.measuring.own_home import own_home
from onevice_assets.cli.session import Session
from onevice_assets.tables import marts
from onevice_assets.upkeep.erasure import find_subject
from onevice_assets.upkeep.erasure.erase import erase
from onevice_assets.upkeep.erasure.lake_places import list_tables
from resources.control_plane import websites
from resources.local_servers import stop_all
from tests.onevice_assets.brand_monitor.projections.world import World
from tests.onevice_assets.upkeep.erasure.plant import plant

WORDS = {"zyxalfa-org": "Zyxalfa", "qwobeta-org": "Qwobeta"}
GONE, KEPT = WORDS
DAY = "2026-11-20"
_PACKED = re.compile(rb"[A-Za-z0-9+/]{60,}={0,2}")
_SAME_NUMBERS = (
    *("share_of_voice", "competitor_ranking", "brand_cells", "prompt_cells", "co_mentions"),
    *("substitution_patterns", "brand_persistence", "prompt_difficulty", "citations"),
)
_LABELS = ("alias_version", "id", "website_id", "created_at")


def main() -> None:
    """Run the drill and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    began, processor = time.monotonic(), time.process_time()
    with own_home() as home:
        told = _erase_one(home)
        mine = told.pop("numbers")
    with own_home():
        session = Session()
        _import(session, KEPT)
        without = _read_numbers(session, KEPT)
    result = {
        "on": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python "
        f"{platform.python_version()}, load {os.getloadavg()[1]:.1f}",
        "seconds": round(time.monotonic() - began),
        "own_processor_seconds": round(time.process_time() - processor),
        **told,
        "tables_compared": len(without),
        "rows_compared": sum(map(len, without.values())),
        "tables_that_differ": sorted(name for name in without if mine[name] != without[name]),
    }
    if given.to:
        given.to.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
        given.to.with_suffix(".md").write_text(_write_report(result), "utf-8")
    print(_write_report(result))  # noqa: T201
    sys.exit(bool(result["files_that_say_it"] or result["tables_that_differ"]))


def _erase_one(home: Path) -> dict[str, Any]:
    """Both organizations, one erased: what went, what is left, the other's numbers."""
    session = Session()
    worlds = {slug: _import(session, slug) for slug in WORDS}
    stores = open_stores(session)
    plant(stores, worlds[GONE], WORDS[GONE])
    said_before = len(list(_find_files(home)))
    subject = find_subject.find_organization(stores, GONE)
    seen: list[str] = []

    def tell(place: Any, _: int) -> None:
        seen.append(place.title)
        if len(seen) == 100:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        erase(stores, subject, actor="drill", why="a drill", tell=tell)
    done = erase(stores, subject, actor="drill", why="a drill", tell=lambda _, __: None)
    numbers = _read_numbers(session, KEPT)
    stop_all(home)
    return {
        "places_with_something": len(done.counts),
        "rows_erased": sum(done.counts.values()),
        "files_that_said_it": said_before,
        "files_that_say_it": sorted(_find_files(home)),
        "files_searched": sum(1 for one in home.rglob("*") if one.is_file()),
        "numbers": numbers,
    }


def _import(session: Session, slug: str) -> World:
    """A day of answers of an organization, through the real pipeline."""
    word, domain = WORDS[slug], f"{WORDS[slug].casefold()}.test"
    control = session.resources["control"]
    with control.begin() as db:
        site = websites.add(
            db, domain=domain, name=domain, organization=slug, source="import", actor="drill"
        )
    lines = [_line(word, number) for number in range(12)]
    data = "\n".join(json.dumps(line) for line in lines).encode()
    import_file(session, data, site.key, f"{word},Commonly,Nordwerk")
    return World(session.resources["lake"], control, session.resources["objects"], site)


def _line(word: str, number: int) -> dict[str, Any]:
    first, second = ("Commonly", word) if number % 3 else (word, "Commonly")
    return {
        "provider": "openai", "model": "chatgpt", "topic": f"{word}ish planning",
        "prompt": f"Which {word}ish tool, {number % 4}?", "sample": number // 4 + 1,
        "answer": f"My picks:\n\n1. **{first}** - easy\n2. **{second}** - fast {number}\n",
        "asked_at": f"{DAY}T10:00:00.{number:06}Z",
    }  # fmt: skip


def _read_numbers(session: Session, slug: str) -> dict[str, list[str]]:
    """Rows of an organization's marts by table, without ids that follow from when it was added."""
    lake, found = session.resources["lake"], {}
    known = {one.name: one for one in list_tables() if one.system == "brand_monitor"}
    for name in _SAME_NUMBERS:
        table = known[name]
        partitions = [one for one in lake.partitions(table) if f"|{slug}." in one]
        rows = [row for one in partitions for row in lake.read_rows(table, one)]
        plain = [
            {k: v for k, v in row.items() if k not in _LABELS and not k.endswith("_id")}
            for row in rows
        ]
        found[name] = sorted(json.dumps(row, default=str, sort_keys=True) for row in plain)
    assert marts.share_of_voice.name in found
    return found


def _find_files(home: Path) -> Iterator[str]:
    """Files of a home that say the erased word, as they are or unpacked."""
    word = WORDS[GONE].casefold().encode()
    for file in sorted(one for one in home.rglob("*") if one.is_file()):
        with suppress(FileNotFoundError):
            if any(word in text.lower() for text in _read(file)):
                yield str(file.relative_to(home))


def _read(file: Path) -> Iterator[bytes]:
    """What a file says: its name, its bytes, rows of Parquet, gzip, packed texts in it."""
    yield str(file).encode()
    data = file.read_bytes()
    yield data
    if file.suffix == ".parquet":
        yield repr(pq.read_table(file).to_pylist()).encode()
    if file.suffix == ".gz":
        yield gzip.decompress(data)
    for found in _PACKED.findall(data) if file.suffix == ".db" else []:
        with suppress(ValueError, zlib.error):
            yield zlib.decompress(base64.b64decode(found))


def _write_report(result: dict[str, Any]) -> str:
    lines = [f"| {name.replace('_', ' ')} | {value} |" for name, value in result.items()]
    table = "\n".join(["| what | found |", "| --- | --- |", *lines])
    return f"# Erasure: what is left of an organization\n\n{table}\n"


if __name__ == "__main__":
    main()
