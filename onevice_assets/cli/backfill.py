"""`onevice backfill`: days that were missed or are to be counted again, of one or every website.

What may cost money runs one day a run, in order; what is free runs as ranges of days in one run.
It can be stopped and repeated: what was asked is not paid again, what is complete is left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.backfill_plan import (
    Known,
    Plan,
    Range,
    cut_ranges,
    list_counted,
    plan_backfill,
)
from onevice_assets.cli.days import parse_day
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import RunFailedError, Session
from onevice_assets.partitions import FIRST_DAY, join_key, list_days, split_key
from resources.errors import InputError, WorkBusyError

if TYPE_CHECKING:
    from resources.control_plane.websites import Website

_ASK, _COUNT = "ask_models", "publish"
_LEASE_S = 600.0  # of many websites at once; one whose process is gone is free at once


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(backfill)


@dataclass
class Done:
    """What a backfill did."""

    asked: int = 0
    counted: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def backfill(
    first: Annotated[str, typer.Option("--from", envvar="FROM", help="First day, YYYY-MM-DD")],
    last: Annotated[str, typer.Option("--to", envvar="TO", help="Last day, included")],
    site: Annotated[str, typer.Option(envvar="SITE", help="One website; every one if unset")] = "",
    again: Annotated[bool, typer.Option("--again", help="Count complete days anew too")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before spending")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program")] = False,
) -> None:
    """Ask and count days that are missing; complete days are left alone. Repeat it to go on."""
    days = _read_days(first, last)
    session = Session(bars=not as_json)
    websites = _choose_websites(session, site)
    with _alone(session, websites):
        planned = plan_backfill(days, _look(session, websites, days), again=again)
        plan = _estimate(session, websites, planned)
        _tell(plan, days, websites)
        _confirm(plan, yes=yes, can_ask=not as_json and sys.stdin.isatty())
        done = _carry_out(session, plan)
    if as_json:
        print_json({**_summary(plan, days), **vars(done)})
    for partition, reason in done.failed.items():
        say(f"[red]failed[/] {escape(partition)}: {escape(reason)}")
    say(f"Asked {done.asked}, counted {done.counted}, complete before {plan.done}.")
    if done.failed:
        raise typer.Exit(1)


def _read_days(first: str, last: str) -> list[date]:
    begins, ends = parse_day(first), parse_day(last)
    if begins > ends:
        raise InputError(f"--from {begins} lies after --to {ends}: swap them.")
    return list_days(begins, ends)


def _choose_websites(session: Session, site: str) -> list[Website]:
    """The named website, or every one that has something to ask or to read."""
    from onevice_assets.tables import audience
    from resources.control_plane import websites

    ready = set(session.resources["lake"].partitions(audience.prompts))
    with session.resources["control"].begin() as db:
        every = [websites.find(db, site)] if site else websites.list_all(db)
    chosen = [one for one in every if one.key in ready]
    for one in every:
        if one not in chosen and not site:
            say(f"[yellow]{escape(one.key)} is left out:[/] it has no questions yet")
    if not chosen:
        what = every[0].key if site else "No website"
        raise InputError(
            f"{what} has no questions yet, nothing was started: run "
            "`onevice run --site URL --brand NAME` for its first day."
        )
    return chosen


@contextmanager
def _alone(session: Session, websites: Sequence[Website]) -> Iterator[None]:
    """Let one backfill at a time be at a website, whatever its days.

    Raises:
        WorkBusyError: another one is; nothing was started.
    """
    from resources.control_plane.working import alone

    control, first = session.resources["control"], date.fromisoformat(FIRST_DAY)
    with ExitStack() as held:
        for website in websites:
            try:
                claim = alone(control, website, first, "backfill", lease_seconds=_LEASE_S)
                held.enter_context(claim)
            except WorkBusyError as error:
                raise WorkBusyError(
                    f"Another backfill is at {website.key}; nothing was started here. Run it again "
                    f"when that one has ended: it finds what is left to do. ({error})"
                ) from error
        yield


def _look(session: Session, websites: Sequence[Website], days: Sequence[date]) -> Iterator[Known]:
    """What is known of every website's days."""
    from resources.control_plane import hours, simulations

    answers, counted = _made(session, websites, days)
    with session.resources["control"].begin() as db:
        completed = hours.list_completed(db, days[0])
        for website in websites:
            asks = website.source == "crawl"
            imported = {
                date.fromisoformat(day)
                for run in simulations.imports(db, website.id)
                for day in run.settings.get("days", ())
            }
            known = {day: join_key(day.isoformat(), website.key) for day in days}
            there = {day for day, key in known.items() if key in answers}
            asked = {d for d in there if (d, website.key) in completed or not asks}
            yield Known(
                website.key,
                frozenset(days if asks else imported),
                frozenset(asked),
                frozenset(day for day, key in known.items() if key in counted),
            )


def _made(
    session: Session, websites: Sequence[Website], days: Sequence[date]
) -> tuple[dict[str, int], set[str]]:
    """Place in the event log of the answers, by partition, and which partitions are counted."""
    import dagster as dg

    keys = {join_key(day.isoformat(), one.key) for one in websites for day in days}
    kind = dg.DagsterEventType.ASSET_MATERIALIZATION
    made = session.instance.get_latest_storage_id_by_partition
    answers = dict(made(dg.AssetKey(["brand_monitor", "llm_responses"]), kind, keys))
    layer = session.definitions.resolve_job_def(_COUNT).asset_layer
    followers = [made(key, kind, keys) for key in layer.executable_asset_keys]
    return answers, list_counted(answers, followers)


def _estimate(session: Session, websites: Sequence[Website], plan: Plan) -> Plan:
    """The plan with the most it may cost."""
    from onevice_assets.brand_monitor.responses.canaries.plan_canaries import estimate_canaries
    from onevice_assets.brand_monitor.responses.estimate_day import estimate_day

    by_key, calls, usd = {one.key: one for one in websites}, 0, Decimal(0)
    for day, key in plan.ask:
        asked = estimate_day(session.resources, by_key[key], day)
        canaries = estimate_canaries(session.resources, by_key[key], day, asked)
        calls, usd = calls + asked.calls + canaries.calls, usd + asked.usd + canaries.usd
    return replace(plan, calls=calls, usd=usd)


def _tell(plan: Plan, days: Sequence[date], websites: Sequence[Website]) -> None:
    span = f"{days[0]} to {days[-1]}"
    say(f"[bold]{len(days)} days[/], {span}, of {len(websites)} website(s); {plan.done} complete")
    money = f"at most USD {plan.usd:.2f}" if plan.usd else "free"
    say(f"    to ask: {len(plan.ask)} days, one a run: {plan.calls} calls, {money}")
    say(f"    to count: {sum(len(one.days) for one in plan.count)} in {len(plan.count)} run(s)")


def _confirm(plan: Plan, *, yes: bool, can_ask: bool) -> None:
    if not plan.usd or yes:
        return
    if not can_ask:
        raise InputError(
            f"This backfill may cost up to USD {plan.usd:.2f} and nobody can be asked here; "
            "nothing was started. Add --yes to go on."
        )
    if not typer.confirm(f"Spend up to USD {plan.usd:.2f}?", err=True):
        raise InputError("Nothing was started.")


def _carry_out(session: Session, plan: Plan) -> Done:
    """Ask, then count what could be asked; a failure stops its own days only."""
    done = Done()
    for number, (day, website) in enumerate(plan.ask, start=1):
        partition = join_key(day.isoformat(), website)
        say(f"    asking {number}/{len(plan.ask)}: {escape(partition)}")
        try:
            session.materialize(_ASK, partition)
            done.asked += 1
        except RunFailedError as error:
            done.failed[partition] = str(error)
    failed = {(date.fromisoformat(split_key(one)[0]), split_key(one)[1]) for one in done.failed}
    for one in plan.count:
        for part in _without(one, failed):
            _count(session, part, done)
    return done


def _without(one: Range, failed: set[tuple[date, str]]) -> list[Range]:
    return cut_ranges(one.website, (d for d in one.days if (d, one.website) not in failed))


def _count(session: Session, one: Range, done: Done) -> None:
    first, last = (join_key(day.isoformat(), one.website) for day in (one.first, one.last))
    say(f"    counting {escape(one.website)}: {one.first} to {one.last}")
    try:
        session.materialize(_COUNT, first, last=last if last != first else None)
        done.counted += len(one.days)
    except RunFailedError as error:
        done.failed[f"{first}...{last}"] = str(error)


def _summary(plan: Plan, days: Sequence[date]) -> dict[str, Any]:
    return {
        "first_day": days[0],
        "last_day": days[-1],
        "complete_before": plan.done,
        "calls": plan.calls,
        "estimated_usd": plan.usd,
    }
