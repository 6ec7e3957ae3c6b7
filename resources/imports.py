"""Answers somebody already has: a JSON Lines file, read line by line, kept as given.

    {"provider": "openai", "model": "gpt-5.6", "prompt": "…", "answer": "…",
     "asked_at": "2026-11-20T09:30:00Z",
     "served_model": "…", "sample": 1, "topic": "…", "citations": […], "branded": false}

The second row is optional. Each of `citations` is an address, or `{"url": "…", "title": "…",
"is_cited": true}`; `is_cited` is false for what was found but not cited, and left out where nobody
knows. A line that cannot be used is counted and listed with its number and
reason; the rest of the file is kept. The same answer twice (provider, model, prompt, sample and
time) counts once. A time needs its offset (`Z`, `+02:00`): a guessed zone may be the wrong day.
What becomes of the lines is the business of the prompts and responses stages.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from resources.errors import InputError
from resources.import_lines import BadLine, ImportedAnswer, read_line

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun
    from resources.control_plane.websites import Website
    from resources.object_store import Objects

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class ImportedFile:
    """What a file holds: usable lines in order, and what was left out."""

    lines: list[ImportedAnswer]
    bad: list[BadLine]
    duplicates: int = 0

    @property
    def days(self) -> list[date]:
        """UTC days with answers, in order."""
        return sorted({line.day for line in self.lines})


@dataclass(frozen=True)
class ImportReport:
    """What storing a file did.

    Attributes:
        run: the simulation run of kind `import`; the old one if the file was stored before.
        days: UTC days whose partitions the import changes.
        answers, duplicates: counts of lines.
        bad: lines left out.
    """

    run: SimulationRun
    days: list[date]
    answers: int
    duplicates: int
    bad: list[BadLine] = field(default_factory=list)


def read_lines(data: bytes | Iterable[bytes]) -> ImportedFile:
    """Read a JSON Lines file.

    Args:
        data: the whole file, or its lines (an open binary file) so that it need not fit in memory.

    Returns:
        Every usable line once, in order, and every line left out with its reason.
    """
    seen: dict[tuple[object, ...], ImportedAnswer] = {}
    bad: list[BadLine] = []
    duplicates = 0
    for number, raw in _numbered(data):
        found = read_line(raw, number)
        if isinstance(found, BadLine):
            bad.append(found)
            continue
        key = (found.provider, found.model, found.prompt, found.sample, found.asked_at)
        known = seen.setdefault(key, found)
        duplicates += known is not found
        if known.answer != found.answer:
            bad.append(
                BadLine(
                    number,
                    f"a different answer than line {known.line_number} to the "
                    "same prompt, sample and time: number them by `sample`",
                )
            )
            duplicates -= 1
    return ImportedFile(list(seen.values()), bad, duplicates)


def drop_answers(website_id: str, data: bytes, hashes: Collection[str]) -> tuple[bytes, int]:
    """A file without the answers of some content hashes, and how many lines those were.

    Args:
        website_id: whose answers they are.
        data: the file; every other byte stays as it is.
        hashes: as `resources.erasure.retractions` makes them.
    """
    from resources.erasure.retractions import hash_line

    if not hashes:
        return data, 0
    lines = data.split(b"\n")
    kept = []
    for number, raw in enumerate(lines, start=1):
        found = read_line(raw.removeprefix(_BOM) if number == 1 else raw, number)
        if isinstance(found, BadLine) or hash_line(website_id, found) not in hashes:
            kept.append(raw)
    return b"\n".join(kept), len(lines) - len(kept)


def store_import(
    control: ControlPlane,
    objects: Objects,
    website: Website,
    data: bytes,
    track: str | list[str],
    *,
    actor: str = "import",
) -> ImportReport:
    """Keep a file as given and record its import; the same file again changes nothing.

    Args:
        control: the control plane.
        objects: the object store; the file goes to `imports/{website_id}/{sha256}.jsonl`.
        website: whose answers they are.
        data: the file; answers that were taken back are not kept again.
        track: `found`, or the brands to look for, own first.
        actor: who imports.

    Raises:
        InputError: when no line can be used; nothing is stored then.
    """
    from resources.control_plane import simulations
    from resources.erasure import retractions

    parsed = read_lines(data)
    if not parsed.lines:
        raise InputError(f"No line of the file can be used: {_reasons(parsed.bad)}.")
    digest = hashlib.sha256(data).hexdigest()
    with control.begin() as db:
        data, _ = drop_answers(website.id, data, retractions.list_contents(db))
    path = objects.put(f"imports/{website.id}/{digest}.jsonl", data)
    settings = {
        "days": [day.isoformat() for day in parsed.days],
        "track": track,
        "answers": len(parsed.lines),
        "duplicates": parsed.duplicates,
        "bad_lines": len(parsed.bad),
    }
    with control.begin() as db:
        run = simulations.add_import(
            db, website.id, source_path=path, sha256=digest, settings=settings, actor=actor
        )
    return ImportReport(run, parsed.days, len(parsed.lines), parsed.duplicates, parsed.bad)


def _reasons(bad: list[BadLine]) -> str:
    counts = Counter(line.reason for line in bad).most_common(3)
    return "; ".join(f"{reason} ({count}×)" for reason, count in counts) or "it is empty"


def _numbered(data: bytes | Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    lines = data.split(b"\n") if isinstance(data, bytes) else data
    for number, raw in enumerate(lines, start=1):
        line = raw.removeprefix(_BOM) if number == 1 else raw
        if line.strip():
            yield number, line
