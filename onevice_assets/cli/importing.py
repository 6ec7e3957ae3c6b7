"""`onevice import-responses`: keep the file, record the import, publish its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from onevice_assets.cli.findings import collect_findings, print_findings
from onevice_assets.cli.output import say
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import FIRST_DAY, join_key
from resources.control_plane.websites import Website
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BAD_LINES_TOLD = 10


def import_file(session: Session, data: bytes, name: str, track: str) -> dict[str, Any]:
    """Import a file of answers into a website and publish every day it touches.

    Returns:
        Counts of good and bad lines, the days, and the last day's findings.

    Raises:
        InputError: when no line of the file can be used; nothing is recorded then.
    """
    from resources.imports import read_lines, store_import

    parsed = read_lines(data)
    if not parsed.lines:
        reasons = "; ".join(f"line {bad.line_number}: {bad.reason}" for bad in parsed.bad[:3])
        raise InputError(f"No line of the file can be used, nothing was imported. {reasons}")
    with session.resources["control"].begin() as db:
        website = _website(db, name)
        brands = _track(db, website, track)
    stored = store_import(
        session.resources["control"], session.resources["objects"], website, data, brands
    )
    say(f"{escape(website.key)}: {len(parsed.lines)} answers on {len(stored.days)} day(s)")
    if parsed.duplicates:
        say(f"[yellow]{parsed.duplicates} duplicate line(s) counted once[/]")
    for bad in parsed.bad[:_BAD_LINES_TOLD]:
        say(f"[yellow]line {bad.line_number} left out:[/] {escape(bad.reason)}")
    if len(parsed.bad) > _BAD_LINES_TOLD:
        say(f"[yellow]and {len(parsed.bad) - _BAD_LINES_TOLD} more lines[/]")
    findings = _publish(session, website, _offered(stored.days))
    return {
        "imported": len(parsed.lines),
        "bad": [vars(bad) for bad in parsed.bad],
        "days": [findings_of["day"] for findings_of in findings],
        "findings": findings,
    }


def _offered(days: Sequence[date]) -> list[str]:
    """The days that have a partition, told which have none."""
    today = datetime.now(UTC).date().isoformat()
    known = [day.isoformat() for day in days if FIRST_DAY <= day.isoformat() <= today]
    for day in days:
        if day.isoformat() > today:
            say(
                f"[yellow]{day} is not published:[/] it has not begun (UTC). Its answers are kept: "
                "import the file again on that day, or mend the day in it."
            )
        elif day.isoformat() not in known:
            say(
                f"[yellow]{day} is not published:[/] days run from {FIRST_DAY} to {today}; set "
                "ONEVICE_FIRST_DAY to start earlier. The answers are kept."
            )
    if not known:
        raise InputError("None of the file's days can be published; the answers are kept.")
    return known


def _website(db: Connection, name: str) -> Website:
    from resources.control_plane import websites

    known = [one for one in websites.list_all(db) if name in (one.key, one.domain, one.name)]
    if known:
        return known[0]
    return websites.add(db, domain=name, name=name, source="import", actor=actor())


def _track(db: Connection, website: Website, track: str) -> str | list[str]:
    from resources.control_plane import brands

    names = [name.strip() for name in track.split(",") if name.strip()]
    if names in ([], ["found"]):
        return "found"
    for place, name in enumerate(names):
        brands.track(db, website.id, name, "competitor" if place else "own", actor=actor())
    return names


def _publish(session: Session, website: Website, days: list[str]) -> list[dict[str, Any]]:
    session.materialize("understand_website", website.key)
    findings = []
    for day in days:
        partition = join_key(day, website.key)
        session.materialize("watch_website", partition)
        findings.append(collect_findings(session, partition))
        say(f"    {day}: {findings[-1]['answers']} answers → {escape(findings[-1]['report'])}")
    print_findings(findings[-1])
    return findings
