"""After a decision about names: which days were read without it, and how to read them again.

Reading again is an ordinary materialisation of past partitions; this only says which, and marks
them as stale in the UI by giving `control/brands` its new data version.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from onevice_assets.cli.output import say
from onevice_assets.cli.session import Session, dagster_home
from onevice_assets.partitions import split_key

_COMMANDS_TOLD = 3
_WEBSITES_TOLD = 3
_GAPS_TOLD = 2
_SELECTION = 'key:"brand_monitor/brand_candidates"+ and not tag:"cost"="paid"'


def tell_rescore(session: Session) -> None:
    """Give the catalogue its new data version; print what reads the days before it again."""
    from resources.control_plane import brands

    with session.resources["control"].begin() as db:
        version = brands.alias_version(db)
    stale = stale_partitions(session, version, with_empty=True)
    _report_version(session, version, is_news=bool(stale))
    if not stale:
        return
    many = len(stale) > 1
    days = f"{len(stale)} days were" if many else "1 day was"
    say(f"{days} read without it and {'keep their' if many else 'keeps its'} numbers:")
    for line in tell_websites(stale):
        say(escape(f"    {line}"))
    say("To read them again, free of charge:")
    commands = rescore_commands(stale)
    for command in commands[:_COMMANDS_TOLD]:
        say(escape(command))
    if len(commands) > _COMMANDS_TOLD:
        say(f"    [dim]and {len(commands) - _COMMANDS_TOLD} more ranges of days[/]")
    say(f"    or in the UI: {escape(_SELECTION)}, Materialize, those days")
    say("Then see what changed: onevice brand changes")


def tell_websites(partitions: Sequence[str]) -> list[str]:
    """The days of each website in a line, of the first few websites; then how many more."""
    by_website: dict[str, list[str]] = {}
    for one in sorted(partitions):
        by_website.setdefault(split_key(one)[1], []).append(one)
    lines = [f"{website}: {tell_days(days)}" for website, days in sorted(by_website.items())]
    more = len(lines) - _WEBSITES_TOLD
    return [*lines[:_WEBSITES_TOLD], *([f"and {more} more websites"] if more > 0 else [])]


def tell_days(partitions: Sequence[str]) -> str:
    """The days of one website in a few words: `2026-10-01 … 2026-10-30 (30 days)`.

    Two gaps at most are shown; of more, how many there are.
    """
    ranges = [(split_key(first)[0], split_key(last)[0]) for first, last in _ranges(partitions)]
    counted = "1 day" if len(partitions) == 1 else f"{len(partitions)} days"
    gaps = len(ranges) - 1
    if gaps > _GAPS_TOLD:
        return f"{ranges[0][0]} … {ranges[-1][1]} ({counted}, with {gaps} gaps)"
    told = ", ".join(first if first == last else f"{first} … {last}" for first, last in ranges)
    return f"{told} ({counted})"


def stale_partitions(
    session: Session,
    version: str,
    partitions: Sequence[str] | None = None,
    *,
    with_empty: bool = False,
) -> list[str]:
    """Partitions of the brand states that were read with other names or rules than now.

    Args:
        session: the command's.
        version: the alias version in force.
        partitions: those to look at; all if none.
        with_empty: also those without any row, which do not say what they were read with.
    """
    from onevice_assets.brand_monitor.brand_states.find_stale import read_label
    from onevice_assets.brand_monitor.brand_states.version import EXTRACTOR_VERSION
    from onevice_assets.tables import answers

    lake, now = session.resources["lake"], (EXTRACTOR_VERSION, version)
    found = lake.partitions(answers.llm_brand_states) if partitions is None else partitions
    fresh = (now,) if with_empty else (now, None)
    return [one for one in found if read_label(lake, one) not in fresh]


def rescore_commands(partitions: Sequence[str]) -> list[str]:
    """What to type, one command per website and range of days without a gap."""
    program = Path(sys.executable).parent / "dagster"
    near = program.is_relative_to(Path.cwd())
    shown = shlex.quote(str(program.relative_to(Path.cwd()) if near else program))
    start = f"DAGSTER_HOME={shlex.quote(str(dagster_home()))} {shown} asset materialize"
    chosen = f"-m onevice_assets.definitions --select {shlex.quote(_SELECTION)}"
    commands = []
    for first, last in _ranges(partitions):
        days = f"--partition-range {shlex.quote(f'{first}...{last}')}"
        days = days if first != last else f"--partition {shlex.quote(first)}"
        commands.append(f"{start} {chosen} {days}")
    return commands


def _ranges(partitions: Sequence[str]) -> list[tuple[str, str]]:
    """First and last partition of every run of consecutive days of a website."""
    from onevice_assets.brand_monitor.brand_states.find_stale import join_ranges

    ranges: list[tuple[str, str]] = []
    for one in sorted(partitions, key=lambda key: split_key(key)[::-1]):
        ranges = join_ranges(ranges, one)
    return ranges


def _report_version(session: Session, version: str, *, is_news: bool) -> None:
    """Tell Dagster the catalogue's version, once: partitions read with another one are stale.

    Where it was never told, it is told only if any partition was read with another one; telling
    it makes all stale that were read before.
    """
    import dagster as dg

    from onevice_assets.decisions import key

    asset, tag = key("brands"), "dagster/data_version"
    last = session.instance.get_latest_materialization_event(asset)
    told = last.asset_materialization if last else None
    before = (told.tags or {}).get(tag) if told else None
    if before != version and (before or is_news):
        event = dg.AssetMaterialization(asset, tags={tag: version})
        session.instance.report_runless_asset_event(event)
