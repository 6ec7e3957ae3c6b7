"""Measure how fast a day's prompts are asked (`onevice bench fanout`): the whole path, over HTTP.

A provider in a process of its own answers after half a second. Every call is admitted by Redis,
written to the ledger, sent, kept as a payload and settled, in stores that go with the bench. Ideal
is the provider's own time alone: prompts ÷ concurrency × latency.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from threading import Event
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

from pydantic import SecretStr

from onevice_assets.brand_monitor.responses.attempts import Known, Run
from onevice_assets.brand_monitor.responses.interrupt import run_until_stopped
from onevice_assets.brand_monitor.responses.live import Live
from onevice_assets.brand_monitor.responses.measuring.late_provider import Manner
from onevice_assets.brand_monitor.responses.measuring.obvious_ways import (
    ask_all_by_sdk,
    ask_one_by_one,
)
from onevice_assets.brand_monitor.responses.plan import Conversation, Turn
from onevice_assets.brand_monitor.responses.simulate import Outcome, Simulation, simulate
from onevice_assets.publishing.measuring.own_stores import own_stores
from resources.control_plane import ledger, simulations, websites
from resources.identity import new_id
from resources.llm.budget import Purse
from resources.llm.limits import share_through
from resources.llm.prices import Price
from resources.llm.providers import Provider
from resources.llm.till import Till
from resources.progress import Task
from resources.redis_keys.best_effort import BestEffort

Figures = dict[str, Any]
_PRICE = Price(Decimal("0.1"), Decimal("0.4"))
_FAULTS = 0.2
_TIMEOUT_LATENCIES = 3.0  # where calls are never answered; else a starved machine would time out
_PATIENCE_S = 60.0
_ROUNDING_USD = Decimal("0.000001")  # the ledger's columns
_FIRST_WAIT_S = 0.25
_BY_ONE = 20


@dataclass(frozen=True)
class Size:
    """How much is asked.

    Attributes:
        prompts: conversations of one turn.
        concurrency: calls in flight at most.
        latency_s: of the provider, seconds.
        repeats: runs of each kind; figures are medians.
    """

    prompts: int = 2_000
    concurrency: int = 200
    latency_s: float = 0.5
    repeats: int = 1

    @property
    def ideal_s(self) -> float:
        """The provider's own time, seconds."""
        return self.prompts / self.concurrency * self.latency_s


def bench_fanout(resources: Mapping[str, Any], size: Size) -> Figures:
    """Ask a late provider, clean and with faults, and the obvious ways beside it.

    Args:
        resources: as `registry.from_env` builds them; nothing is left in them.
        size: how much.

    Returns:
        `clean` and `faults` (20 % of prompts fail first: a third each 429, 500, silence): seconds,
        ratio to the ideal, and what provider and ledger count. `throttled`: a provider that gives
        half as many answers a second. `by_sdk`: the SDK's own client and no ledger.
        `one_by_one`: what all would take one after the other, from 20 calls.
    """
    store = resources["redis"]
    apart = store.model_copy(update={"namespace": f"{store.namespace}bench-{uuid4().hex}:"})
    share_through(apart)
    try:
        with own_stores(resources) as own:
            bench = _Bench({**own, "redis": apart}, size)
            bench.warm_up()
            figures = {
                "clean": bench.repeat(Manner(size.latency_s)),
                "faults": bench.repeat(Manner(size.latency_s, faults=_FAULTS)),
                "throttled": bench.repeat(_throttle(size)),
            }
    finally:
        share_through(None)
    figures |= _measure_obvious_ways(size)
    return {
        "size": asdict(size) | {"ideal_s": size.ideal_s},
        **figures,
        "most_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load": round(os.getloadavg()[0], 1),
    }


def _throttle(size: Size) -> Manner:
    """A provider that gives half of what so many calls at once would ask of it."""
    return Manner(size.latency_s, per_second=round(size.concurrency / size.latency_s / 2))


def _measure_obvious_ways(size: Size) -> Figures:
    with running_provider(Manner(size.latency_s)) as url:
        seconds = ask_all_by_sdk(url, size.prompts, size.concurrency)
        one_by_one = ask_one_by_one(url, _BY_ONE) / _BY_ONE * size.prompts
    return {
        "by_sdk": {"seconds": round(seconds, 2), "ratio": round(seconds / size.ideal_s, 2)},
        "one_by_one": {"seconds": round(one_by_one), "ratio": round(one_by_one / size.ideal_s)},
    }


@contextmanager
def running_provider(manner: Manner) -> Iterator[str]:
    """Address of a late provider that runs until the block ends."""
    module = "onevice_assets.brand_monitor.responses.measuring.late_provider"
    process = subprocess.Popen(
        [sys.executable, "-m", module, json.dumps(asdict(manner))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.communicate()  # closes its input, which ends it


@dataclass
class _Bench:
    """One bench in its own stores; each run asks for a website of its own."""

    stores: Mapping[str, Any]
    size: Size
    _runs: Iterator[int] = field(default_factory=lambda: iter(range(1_000)))

    def warm_up(self) -> None:
        """Import and connect what every run of a process does once."""
        replace(self, size=Size(prompts=20, latency_s=0.05))._measure(Manner(0.05))

    def repeat(self, manner: Manner) -> Figures:
        """Ask several times; the run in the middle, by its seconds."""
        runs = sorted((self._measure(manner) for _ in range(self.size.repeats)), key=_seconds)
        middle = runs[(len(runs) - 1) // 2]
        return {**middle, "seconds": round(median(map(_seconds, runs)), 2)}

    def _measure(self, manner: Manner) -> Figures:
        run = self._start_run()
        with running_provider(manner) as url:
            timeout_s = _TIMEOUT_LATENCIES * manner.latency_s if manner.faults else _PATIENCE_S
            simulation, outcome = self._plan(run, url, timeout_s), Outcome()
            begun, cpu = time.perf_counter(), time.process_time()
            run_until_stopped(
                simulate(simulation, Task("bench", None), outcome), simulation.stop, lambda: None
            )
            seconds, cpu_s = time.perf_counter() - begun, time.process_time() - cpu
            with urlopen(url) as answer:  # the late provider tells its tally to any GET
                tally = json.load(answer)
        return {
            "seconds": round(seconds, 2),
            "ratio": round(seconds / self.size.ideal_s, 2),
            "cpu_seconds": round(cpu_s, 2),
            "answered": outcome.answered,
            "missing": outcome.missing.total(),
            **{f"provider_{name}": count for name, count in tally.items()},
            **self._read_ledger(run, simulation.purse),
        }

    def _read_ledger(self, run: Run, purse: Purse) -> Figures:
        with run.control.begin() as db:
            attempts = ledger.attempts(db, run.simulation.id)
        counts: Counter[str] = Counter(one.status for one in attempts)
        paid = Counter(one.prompt_id for one in attempts if one.status == "succeeded")
        costs = (one.reserved_usd if one.cost_usd is None else one.cost_usd for one in attempts)
        spent = sum(costs, Decimal(0))
        return {
            "ledger_attempts": len(attempts),
            **{f"ledger_{name}": counts[name] for name in ("succeeded", "failed", "reserved")},
            "ledger_paid_twice": sum(count > 1 for count in paid.values()),
            "ledger_is_the_purse": abs(spent - purse.spent_usd) <= _ROUNDING_USD * len(attempts),
            "payloads": len(run.objects.list(f"{run.folder}/")),
        }

    def _start_run(self) -> Run:
        day = datetime.now(UTC).date()
        control, name = self.stores["control"], f"https://bench{next(self._runs)}.example"
        with control.begin() as db:
            website = websites.add(db, url=name, actor="bench")
            found = simulations.for_day(db, website.id, day)
        live = Live(found, BestEffort(self.stores["redis"], "the bench"))
        till = Till(control, day_limit_usd=None)
        return Run(control, self.stores["objects"], found, day, live, till, Event())

    def _plan(self, run: Run, url: str, timeout_s: float) -> Simulation:
        return Simulation(
            run=run,
            conversations=[_make_conversation(number) for number in range(self.size.prompts)],
            providers=[self._provider(url, timeout_s)],
            samples=1,
            known=Known({}, {}),
            purse=Purse(Decimal(1_000)),
            stop=Event(),
            first_wait_s=_FIRST_WAIT_S,
        )

    def _provider(self, url: str, timeout_s: float) -> Provider:
        return Provider(
            name="bench",
            model="bench-1",
            base_url=url,
            key=SecretStr("bench"),
            price=_PRICE,
            concurrency=self.size.concurrency,
            timeout_s=timeout_s,
            requests_per_minute=1_000_000,
            tokens_per_minute=1_000_000_000,
        )


def _make_conversation(number: int) -> Conversation:
    turn = Turn(new_id(), f"Question {number}: which database suits a small team?", 1, False)
    return Conversation(new_id(), None, f"topic {number % 25}", "en-US", 1, (turn,))


def _seconds(figures: Figures) -> float:
    return float(figures["seconds"])
