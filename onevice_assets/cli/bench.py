"""`onevice bench`: figures about ourselves, by name. Not here: how any of them is measured."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import flatten, print_json, print_rows
from resources.errors import InputError

Figures = dict[str, Any]
_COLUMNS = ["measure", "value"]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(bench)


def bench(
    what: Annotated[
        str,
        typer.Argument(
            help="backup, brand-states, campaign-questions, campaign-webhooks, days, episodes, "
            "fanout, intents, intervals, marts, operations, operations-search, projections, redis, "
            "sampling, talent"
        ),
    ],
    full: Annotated[bool, typer.Option("--full", help="More of everything; minutes")] = False,
    answers: Annotated[
        Path | None, typer.Option(help="intervals: the folder of ai-product-bench, split too")
    ] = None,
    texts: Annotated[
        Path | None, typer.Option(help="operations-search: real texts, one a line, UTF-8")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure ourselves: how fast things are, or whether intervals keep their promise."""
    if what not in _BENCHES:
        raise InputError(f"There is no bench {what!r}; there is: {', '.join(_BENCHES)}.")
    if answers is not None and what != "intervals":
        raise InputError(f"The bench of {what} makes all it measures: leave --answers out.")
    if texts is not None and what != "operations-search":
        raise InputError(f"The bench of {what} makes all it measures: leave --texts out.")
    if answers:
        told = _bench_intervals(full, answers)
    elif texts:
        told = _bench_operations_search(full, texts)
    else:
        told = _BENCHES[what].measure(full)
    if as_json:
        print_json(told)
    elif show := _BENCHES[what].show:
        show(told)
    else:
        print_rows(_BENCHES[what].title, flatten(told), _COLUMNS)


def _bench_backup(full: bool) -> Figures:
    from onevice_assets.upkeep.backup.measuring import bench_backup as bench

    return bench.bench_backup(bench.FULL if full else bench.SMALL)


def _bench_brand_states(full: bool) -> Figures:
    from onevice_assets.brand_monitor.brand_states.measuring.bench import bench_brand_states

    return dict(bench_brand_states(growth=(1_000, 10_000, 100_000) if full else (1_000, 3_000)))


def _bench_webhooks(full: bool) -> Figures:
    from onevice_assets.campaigns.webhooks.measuring import bench_webhooks as webhooks
    from onevice_assets.cli.session import Session

    resources, amounts = Session().resources, webhooks.FULL if full else webhooks.SMALL
    return webhooks.bench_webhooks(resources["control"], resources["objects"], amounts)


def _bench_campaign_questions(full: bool) -> Figures:
    from onevice_assets.campaigns.measuring import bench_questions as questions
    from onevice_assets.cli.session import Session

    amounts = questions.FULL if full else questions.SMALL
    return questions.bench_questions(Session().resources, amounts)


def _bench_days(full: bool) -> Figures:
    from onevice_assets.cli.measuring import bench_days as days

    return days.bench_days(days.FULL if full else days.SMALL)


def _bench_episodes(full: bool) -> Figures:
    from onevice_assets.cli.measuring.own_home import own_home
    from onevice_assets.cli.session import Session
    from onevice_assets.operations.measuring import bench_episodes as episodes

    with own_home():
        amounts = episodes.FULL if full else episodes.SMALL
        return episodes.bench_episodes(Session().resources, amounts)


def _bench_fanout(full: bool) -> Figures:
    from onevice_assets.brand_monitor.responses.measuring.bench_fanout import Size, bench_fanout
    from onevice_assets.cli.session import Session

    return bench_fanout(Session().resources, Size(repeats=3) if full else Size(prompts=1_000))


def _bench_intents(full: bool) -> Figures:
    from onevice_assets.intents.patterns.measuring import bench_intents as intents
    from resources.embedding.static_vectors import StaticVectors
    from resources.registry import from_env

    amounts = intents.FULL if full else intents.SMALL
    return intents.bench_intents(from_env()["redis"], StaticVectors(), amounts)


def _bench_marts(full: bool) -> Figures:
    from onevice_assets.brand_monitor.share_of_voice.measuring import bench_marts as marts

    return dict(marts.bench_a_million() if full else marts.bench_marts())


def _bench_operations(full: bool) -> Figures:
    from onevice_assets.cli.measuring.own_home import own_home
    from onevice_assets.cli.session import Session
    from onevice_assets.operations.timeline.measuring import bench_coordination as coordination
    from onevice_assets.operations.timeline.measuring import bench_timeline as timeline

    with own_home():
        resources, amounts = Session().resources, timeline.FULL if full else timeline.SMALL
        together = coordination.FULL if full else coordination.SMALL
        return {
            "timeline": timeline.bench_timeline(resources, amounts),
            "coordination": coordination.bench_coordination(resources, together),
        }


def _bench_operations_search(full: bool, texts: Path | None = None) -> Figures:
    from onevice_assets.cli.measuring.own_home import own_home
    from onevice_assets.cli.session import Session
    from onevice_assets.operations.timeline.search.measuring import bench_everything as every

    read = every.read_texts(texts) if texts else []
    with own_home():
        amounts = every.FULL if full else every.SMALL
        return every.bench_operations_search(Session().resources, amounts, read)


def _bench_redis(full: bool) -> Figures:
    from onevice_assets.brand_monitor.share_of_voice.measuring.bench_redis import bench_redis
    from resources.registry import from_env

    return bench_redis(from_env()["redis"], days=28 if full else 7)


def _bench_talent(full: bool) -> Figures:
    from onevice_assets.cli.session import Session
    from onevice_assets.entertainment.measuring import bench_talent as talent

    amounts = talent.FULL if full else talent.SMALL
    return talent.bench_talent(Session(bars=True).resources, amounts)


def _bench_projections(full: bool) -> Figures:
    from onevice_assets.cli.session import Session
    from onevice_assets.publishing.measuring import bench_projections as projections

    amounts = projections.FULL if full else projections.SMALL
    return projections.bench_projections(Session().resources, amounts)


def _bench_intervals(full: bool, answers: Path | None = None) -> Figures:
    # its matrices are small: threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onevice_assets.statistics.measuring.bench import bench_intervals

    return bench_intervals(full=full, answers=answers)


def _show_intervals(told: Figures) -> None:
    from onevice_assets.statistics.measuring.rates import table

    print_rows("Rates: promised and found", flatten(told["summary"]), _COLUMNS)
    parts = {
        "Rates by topics and truth, over shapes and repeats": table(told["rates"]),
        "Shares of voice and prominence": told["shares"],
        "Lifts of a substitute": told["lifts"],
        "The paired test over 30 brands": told["alarms"],
        "Real answers, one half of the topics against the other": told.get("halves", []),
    }
    for title, rows in parts.items():
        if rows:
            print_rows(title, rows, list(rows[0]))


def _bench_sampling(full: bool) -> Figures:
    # its matrices are small: threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onevice_assets.brand_monitor.responses.sampling.measuring import bench_sampling as bench

    return bench.bench_sampling(full=full)


def _show_sampling(told: Figures) -> None:
    for title, rows in (("Nothing changed", told["still"]), ("Every topic rose", told["risen"])):
        print_rows(title, rows, list(rows[0]))


@dataclass(frozen=True)
class _Bench:
    """How it is measured, and how that is shown: as one table of this title, or else."""

    measure: Callable[[bool], Figures]
    title: str = ""
    show: Callable[[Figures], None] | None = None


_BENCHES: Final = {
    "backup": _Bench(_bench_backup, "Speed of backing up files, beside plain tar"),
    "brand-states": _Bench(_bench_brand_states, "Speed of reading answers"),
    "campaign-questions": _Bench(_bench_campaign_questions, "Speed of asking a client's memory"),
    "campaign-webhooks": _Bench(_bench_webhooks, "How long a sender waits"),
    "days": _Bench(_bench_days, "A cached day, and many in one run"),
    "episodes": _Bench(_bench_episodes, "Speed from files of rows to facts"),
    "fanout": _Bench(_bench_fanout, "Speed of asking"),
    "intents": _Bench(_bench_intents, "Speed of limits and mining"),
    "intervals": _Bench(_bench_intervals, show=_show_intervals),
    "marts": _Bench(_bench_marts, "Speed of making the marts"),
    "operations": _Bench(_bench_operations, "Speed of the operations memory"),
    "operations-search": _Bench(_bench_operations_search, "Finding facts of the operations memory"),
    "projections": _Bench(_bench_projections, "Speed of the copies in every store"),
    "redis": _Bench(_bench_redis, "What Redis saves and takes"),
    "sampling": _Bench(_bench_sampling, show=_show_sampling),
    "talent": _Bench(_bench_talent, "Speed of asking the entertainment graph"),
}
