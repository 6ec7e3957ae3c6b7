"""`onevice bench`: figures about ourselves, by name. Not here: how any of them is measured."""

from __future__ import annotations

import os
from collections.abc import Callable
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
            help="brand-states, campaign-questions, campaign-webhooks, days, fanout, intents, "
            "intervals, marts, operations, projections, redis, sampling, talent"
        ),
    ],
    full: Annotated[bool, typer.Option("--full", help="More of everything; minutes")] = False,
    answers: Annotated[
        Path | None, typer.Option(help="intervals: the folder of ai-product-bench, split too")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure ourselves: how fast things are, or whether intervals keep their promise."""
    if what not in _BENCHES:
        raise InputError(f"There is no bench {what!r}; there is: {', '.join(_BENCHES)}.")
    measure, show = _BENCHES[what]
    told = measure(full, answers)
    if as_json:
        print_json(told)
    else:
        show(told)


def _bench_brand_states(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.brand_monitor.brand_states.measuring.bench import bench_brand_states

    if answers is not None:
        raise InputError("The bench of brand-states makes its own answers: leave --answers out.")
    return dict(bench_brand_states(growth=(1_000, 10_000, 100_000) if full else (1_000, 3_000)))


def _show_brand_states(told: Figures) -> None:
    print_rows("Speed of reading answers", flatten(told), _COLUMNS)


def _bench_webhooks(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.campaigns.webhooks.measuring import bench_webhooks as webhooks
    from onevice_assets.cli.session import Session

    if answers is not None:
        raise InputError("The bench of webhooks makes its own orders: leave --answers out.")
    resources, amounts = Session().resources, webhooks.FULL if full else webhooks.SMALL
    return webhooks.bench_webhooks(resources["control"], resources["objects"], amounts)


def _show_webhooks(told: Figures) -> None:
    print_rows("How long a sender waits", flatten(told), _COLUMNS)


def _bench_campaign_questions(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.campaigns.measuring import bench_questions as questions
    from onevice_assets.cli.session import Session

    if answers is not None:
        raise InputError("The bench of campaign-questions makes its own client: no --answers.")
    amounts = questions.FULL if full else questions.SMALL
    return questions.bench_questions(Session().resources, amounts)


def _show_campaign_questions(told: Figures) -> None:
    print_rows("Speed of asking a client's memory", flatten(told), _COLUMNS)


def _bench_days(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.cli.measuring import bench_days as days

    if answers is not None:
        raise InputError("The bench of days asks for its own answers: leave --answers out.")
    return days.bench_days(days.FULL if full else days.SMALL)


def _show_days(told: Figures) -> None:
    print_rows("A cached day, and many in one run", flatten(told), _COLUMNS)


def _bench_fanout(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.brand_monitor.responses.measuring.bench_fanout import Size, bench_fanout
    from onevice_assets.cli.session import Session

    if answers is not None:
        raise InputError("The bench of fanout has a provider of its own: leave --answers out.")
    return bench_fanout(Session().resources, Size(repeats=3) if full else Size(prompts=1_000))


def _show_fanout(told: Figures) -> None:
    print_rows("Speed of asking", flatten(told), _COLUMNS)


def _bench_intents(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.intents.patterns.measuring import bench_intents as intents
    from resources.embedding.static_vectors import StaticVectors
    from resources.registry import from_env

    if answers is not None:
        raise InputError("The bench of intents makes its own calls: leave --answers out.")
    amounts = intents.FULL if full else intents.SMALL
    return intents.bench_intents(from_env()["redis"], StaticVectors(), amounts)


def _show_intents(told: Figures) -> None:
    print_rows("Speed of limits and mining", flatten(told), _COLUMNS)


def _bench_marts(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.brand_monitor.share_of_voice.measuring import bench_marts as marts

    if answers is not None:
        raise InputError("The bench of marts makes its own answers: leave --answers out.")
    return dict(marts.bench_a_million() if full else marts.bench_marts())


def _show_marts(told: Figures) -> None:
    print_rows("Speed of making the marts", flatten(told), _COLUMNS)


def _bench_operations(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.cli.measuring.own_home import own_home
    from onevice_assets.cli.session import Session
    from onevice_assets.operations.timeline.measuring import bench_timeline as timeline

    if answers is not None:
        raise InputError("The bench of operations makes its own facts: leave --answers out.")
    with own_home():
        amounts = timeline.FULL if full else timeline.SMALL
        return {"timeline": timeline.bench_timeline(Session().resources, amounts)}


def _show_operations(told: Figures) -> None:
    print_rows("Speed of the operations memory", flatten(told), _COLUMNS)


def _bench_redis(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.brand_monitor.share_of_voice.measuring.bench_redis import bench_redis
    from resources.registry import from_env

    if answers is not None:
        raise InputError("The bench of redis makes its own answers: leave --answers out.")
    return bench_redis(from_env()["redis"], days=28 if full else 7)


def _show_redis(told: Figures) -> None:
    print_rows("What Redis saves and takes", flatten(told), _COLUMNS)


def _bench_talent(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.cli.session import Session
    from onevice_assets.entertainment.measuring import bench_talent as talent

    if answers is not None:
        raise InputError("The bench of talent makes its own graph: leave --answers out.")
    amounts = talent.FULL if full else talent.SMALL
    return talent.bench_talent(Session(bars=True).resources, amounts)


def _show_talent(told: Figures) -> None:
    print_rows("Speed of asking the entertainment graph", flatten(told), _COLUMNS)


def _bench_projections(full: bool, answers: Path | None) -> Figures:
    from onevice_assets.cli.session import Session
    from onevice_assets.publishing.measuring import bench_projections as projections

    if answers is not None:
        raise InputError("The bench of projections makes its own rows: leave --answers out.")
    amounts = projections.FULL if full else projections.SMALL
    return projections.bench_projections(Session().resources, amounts)


def _show_projections(told: Figures) -> None:
    print_rows("Speed of the copies in every store", flatten(told), _COLUMNS)


def _bench_intervals(full: bool, answers: Path | None) -> Figures:
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


def _bench_sampling(full: bool, answers: Path | None) -> Figures:
    # its matrices are small: threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onevice_assets.brand_monitor.responses.sampling.measuring import bench_sampling as bench

    if answers is not None:
        raise InputError("The bench of sampling makes its own markets: leave --answers out.")
    return bench.bench_sampling(full=full)


def _show_sampling(told: Figures) -> None:
    for title, rows in (("Nothing changed", told["still"]), ("Every topic rose", told["risen"])):
        print_rows(title, rows, list(rows[0]))


_BENCHES: Final[
    dict[str, tuple[Callable[[bool, Path | None], Figures], Callable[[Figures], None]]]
] = {
    "brand-states": (_bench_brand_states, _show_brand_states),
    "campaign-webhooks": (_bench_webhooks, _show_webhooks),
    "campaign-questions": (_bench_campaign_questions, _show_campaign_questions),
    "days": (_bench_days, _show_days),
    "fanout": (_bench_fanout, _show_fanout),
    "intents": (_bench_intents, _show_intents),
    "intervals": (_bench_intervals, _show_intervals),
    "marts": (_bench_marts, _show_marts),
    "operations": (_bench_operations, _show_operations),
    "projections": (_bench_projections, _show_projections),
    "redis": (_bench_redis, _show_redis),
    "sampling": (_bench_sampling, _show_sampling),
    "talent": (_bench_talent, _show_talent),
}
