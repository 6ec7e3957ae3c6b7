"""`onevice brand changes`: what reading the same answers again changed, brand by brand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.rescore import rescore_commands, stale_partitions, tell_days
from onevice_assets.cli.session import Session
from onevice_assets.measures.tell_percent import percent
from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables.answers import PRESENCES
from resources.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from onevice_assets.brand_monitor.brand_states.compare_versions import BrandChange

_COLUMNS = ["brand", "before", "after", "answers_affected", "share_of_voice", "decision"]
_ASKED = ["id", "is_branded", "response_text"]


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(changes)


def changes(
    website: WebsiteOption = None,
    day: DayOption = None,
    first: Annotated[str | None, typer.Option("--from", help="First day")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day")] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what a re-score changed: per brand, what answers did to it before and after."""
    session = Session()
    if day and (first or last):
        raise InputError("Give one --day, or a range with --from and --to, not both.")
    key = session.website(website).key
    told = collect_changes(session, key, _bounds(first or day, last or day))
    if as_json:
        print_json(told)
    else:
        _print(told)


def _bounds(first: str | None, last: str | None) -> tuple[str, str]:
    low = parse_day(first).isoformat() if first else ""
    high = parse_day(last).isoformat() if last else "9999"
    if low > high:
        raise InputError(f"The first day, {low}, lies after the last, {high}: exchange them.")
    return low, high


def collect_changes(session: Session, website: str, bounds: tuple[str, str]) -> dict[str, Any]:
    """Compare the days of a website with the version before, where one is kept.

    Args:
        session: the command's.
        website: its key.
        bounds: first and last day, ISO, both included.

    Returns:
        The days compared with their versions, the answers, every brand that differs, and the days
        that are not read with the decisions in force yet.
    """
    from onevice_assets.brand_monitor.brand_states.compare_versions import compare
    from onevice_assets.tables import answers
    from resources.control_plane import brand_verdicts, brands

    with session.resources["control"].begin() as db:
        stands = {one.name: _verdict(one) for one in brand_verdicts.in_force(db)}
        version = brands.alias_version(db)
    lake = session.resources["lake"]
    read = _within(lake.partitions(answers.llm_brand_states), website, bounds)
    kept = _within(lake.partitions(answers.llm_brand_state_versions), website, bounds)
    days = {one: sides for one in kept if (sides := _sides(session, one))}
    done = compare((before, after, lake.read(answers.llm_responses, one)[_ASKED])
                   for one, (before, after) in days.items())  # fmt: skip
    return {
        "website": website,
        "days": [
            {"day": split_key(one)[0], "before": _label(sides[0]), "after": _label(sides[1])}
            for one, sides in days.items()
        ],
        "answers": done.answers,
        "answers_affected": done.affected,
        "brands": [_told(one, stands.get(one.brand)) for one in done.brands],
        "brands_unchanged": done.same,
        "days_not_rescored": [
            split_key(one)[0] for one in stale_partitions(session, version, read)
        ],
    }


def _within(partitions: Sequence[str], website: str, bounds: tuple[str, str]) -> list[str]:
    pairs = [split_key(one) for one in partitions]
    return [join_key(on, of) for on, of in pairs if of == website and bounds[0] <= on <= bounds[1]]


def _sides(session: Session, partition: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The states of the version before and of now; none where no other version is kept."""
    from onevice_assets.tables import answers

    lake = session.resources["lake"]
    after = lake.read(answers.llm_brand_states, partition)
    versions = lake.read(answers.llm_brand_state_versions, partition)
    if len(after):
        now = after.iloc[0]
        same = (versions["extractor_version"] == now["extractor_version"]) & (
            versions["alias_version"] == now["alias_version"]
        )
        versions = versions[~same]
    if not len(versions):
        return None
    newest = versions["version_number"] == versions["version_number"].max()
    return versions[newest], after


def _label(states: pd.DataFrame) -> dict[str, str] | None:
    if not len(states):
        return None
    return {name: str(states.iloc[0][name]) for name in ("extractor_version", "alias_version")}


def _verdict(decision: Any) -> str:
    if decision.verdict == "merged":
        return f"merged into {decision.brand_name}"
    return str(decision.verdict)


def _told(one: BrandChange, decision: str | None) -> dict[str, Any]:
    return {
        "brand_id": one.brand_id,
        "brand": one.brand,
        "before": asdict(one.before),
        "after": asdict(one.after),
        "answers_affected": one.answers_affected,
        "share_difference": one.share_difference,
        "decision": decision,
    }


def _print(told: dict[str, Any]) -> None:
    rows = [
        {
            "brand": one["brand"],
            "before": _presences(one["before"]),
            "after": _presences(one["after"]),
            "answers_affected": one["answers_affected"],
            "share_of_voice": _shares(one),
            "decision": one["decision"],
        }
        for one in told["brands"]
    ]
    days = told["days"]
    if days:
        span = days[0]["day"] if len(days) == 1 else f"{days[0]['day']} to {days[-1]['day']}"
        affected = f"{told['answers_affected']} of {told['answers']} answers read otherwise"
        title = f"{told['website']}, {span} ({len(days)} re-scored): {affected}"
        print_rows(title, rows, _COLUMNS)
        say(f"[dim]{told['brands_unchanged']} brands did not change; versions with --json[/]")
    else:
        say("No earlier version is kept of these days: nothing was read again with other names.")
    stale = told["days_not_rescored"]
    if stale:
        partitions = [join_key(day, told["website"]) for day in stale]
        say(f"Not read with the decisions in force yet: {tell_days(partitions)}. To do so:")
        for command in rescore_commands(partitions)[:3]:
            say(escape(command))


def _presences(side: dict[str, Any]) -> str:
    """How often each presence was read, the strongest first: `3 recommended, 1 mentioned`."""
    found = [f"{side['presences'][one]} {one}" for one in PRESENCES if one in side["presences"]]
    return ", ".join(found) or "not read"


def _shares(one: dict[str, Any]) -> str:
    told = f"{percent(one['before']['share'])} → {percent(one['after']['share'])}"
    difference = one["share_difference"]
    return told if difference is None else f"{told} ({100 * difference:+.1f})"
