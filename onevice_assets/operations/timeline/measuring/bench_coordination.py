"""How long a saga takes over all stores, how many questions at once, and what the cache saves.

Made up: invoices of a system's rows (customer, load, amount, state), each of its own subject.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, Final

import numpy as np

from onevice_assets.operations.timeline.calendar import DAY, FOREVER, start_of_day
from onevice_assets.operations.timeline.contract import FactStore
from onevice_assets.operations.timeline.coordination.cached_facts import CachedFacts
from onevice_assets.operations.timeline.coordination.compare import compare_stores
from onevice_assets.operations.timeline.coordination.stores import Stores, open_stores
from onevice_assets.operations.timeline.coordination.write import BATCH, write_statements
from onevice_assets.operations.timeline.measuring.own_stores import own_stores
from onevice_assets.operations.timeline.measuring.processors import measured
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from resources.identity import derived_id

Figures = dict[str, Any]
RELATIONS: Final = tuple(Relation(name, "one") for name in ("customer", "load", "amount", "state"))
_DAY_ONE: Final = date(2021, 1, 1)
_BEGIN: Final = start_of_day(2021)
_LATEST: Final = start_of_day(2030)
_WARM_UP: Final = 5


@dataclass(frozen=True)
class Amounts:
    """How much is written and asked.

    Attributes:
        invoices: rows of four statements, into PostgreSQL alone.
        sagas: of one row each, over all stores.
        batches: sagas of 1,000 statements, over all stores.
        at_once: questions asked at the same time.
        questions: of the Zipf workload.
    """

    invoices: int
    sagas: int
    batches: int
    at_once: int
    questions: int


SMALL: Final = Amounts(2_000, 50, 1, 1_000, 1_000)
FULL: Final = Amounts(25_000, 200, 5, 1_000, 5_000)


def bench_coordination(resources: Mapping[str, Any], amounts: Amounts) -> Figures:
    """Write and ask every store there is, and take all of it away.

    Args:
        resources: those of `open_stores`; what is not among them is not measured.
        amounts: how much.

    Returns:
        `structured`: statements a second into PostgreSQL; `saga`: milliseconds of one of one row,
        `batch`: statements a second by sagas of 1,000, over `stores`; `at_once`: questions at the
        same time to PostgreSQL and through the cache, and `errors`; `zipf`: share of hits;
        `agreement`: whether all copies held the facts in the end. Each with processor time.
    """
    with (
        own_stores(resources, with_graph=True) as (owner, facts, _),
        open_stores(resources) as all_,
    ):
        for relation in RELATIONS:
            facts.declare(relation, actor="bench")
        rows = make_invoices()
        told: Figures = {
            "stores": ["postgres", "cache", *all_.copies(owner)],
            "structured": _write(replace(all_, graph=None, vectors=None), owner, rows, amounts),
            **_write_everywhere(all_, owner, rows, amounts),
        }
        try:
            told |= _ask(all_, owner, amounts)
        finally:
            if (vectors := all_.vector_facts(owner)) is not None:
                vectors.take_away()
    return {**told, "cores": os.cpu_count(), "load": os.getloadavg()[0]}


def make_invoices() -> Iterator[list[Statement]]:
    """Made-up rows of invoices without end, the same in every run: four statements each."""
    draw = random.Random(12)
    number = 0
    while True:
        since = _BEGIN + draw.randrange(1_000) * DAY
        words = (
            f"customer {draw.randrange(500)}",
            f"load {number}",
            f"{draw.randrange(100, 900_000) / 100:.2f} USD",
            "open",
        )
        yield [
            Statement(
                derived_id(_DAY_ONE, "operations.bench.invoices", number, relation.name),
                f"invoice {number}",
                relation.name,
                word,
                Interval(since, FOREVER),
                since + DAY,
            )
            for relation, word in zip(RELATIONS, words, strict=True)
        ]
        number += 1


def _write(
    stores: Stores, owner: str, rows: Iterator[list[Statement]], amounts: Amounts
) -> Figures:
    made = [one for row in islice(rows, amounts.invoices) for one in row]
    with measured() as taken:
        done = write_statements(stores, owner, made)
    return {"statements": done.statements, **taken.per_second(done.statements)}


def _write_everywhere(
    stores: Stores, owner: str, rows: Iterator[list[Statement]], amounts: Amounts
) -> Figures:
    """Only these are compared: what went into PostgreSQL alone is not in the copies."""
    milliseconds = []
    for row in islice(rows, _WARM_UP):
        write_statements(stores, owner, row)
    with measured() as taken:
        for row in islice(rows, amounts.sagas):
            started = time.perf_counter()
            write_statements(stores, owner, row)
            milliseconds.append(1000 * (time.perf_counter() - started))
    batches = [
        one for row in islice(rows, amounts.batches * BATCH // len(RELATIONS)) for one in row
    ]
    with measured() as of_batches:
        done = write_statements(stores, owner, batches)
    written = len(RELATIONS) * (_WARM_UP + amounts.sagas) + done.statements
    compared = compare_stores(stores, owner)
    return {
        "saga": {**_tell(milliseconds), **taken.per_second(amounts.sagas)},
        "batch": {"statements": done.statements, **of_batches.per_second(done.statements)},
        "agreement": all(
            one.stored_count == written and not one.extra and not one.changed for one in compared
        ),
    }


def _ask(stores: Stores, owner: str, amounts: Amounts) -> Figures:
    facts: FactStore = stores.facts(owner)
    ways = {"postgres": facts}
    told: Figures = {"at_once": {}}
    if stores.redis is not None:
        ways["cached"] = cached = CachedFacts(stores.facts(owner), stores.redis)
        told["zipf"] = _ask_as_zipf(stores, cached, owner, amounts)
    for name, way in ways.items():
        told["at_once"][name] = _ask_at_once(way, amounts)
    return told


def _ask_at_once(facts: FactStore, amounts: Amounts) -> Figures:
    """Every thread asks one question, all at the same time."""
    taken: list[float] = []
    errors: list[str] = []
    barrier = threading.Barrier(amounts.at_once)

    def ask(number: int) -> None:
        barrier.wait()
        started = time.perf_counter()
        try:
            found = facts.at(f"invoice {number % amounts.invoices}", "customer", _LATEST, _LATEST)
            assert len(found) == 1, found
        except Exception as error:  # noqa: BLE001  every kind is told, none is hidden
            errors.append(f"{type(error).__name__}: {error}")
        taken.append(1000 * (time.perf_counter() - started))

    with measured() as whole:
        _run_at_once(ask, amounts.at_once)
    return {
        **_tell(taken),
        "errors": len(errors),
        "first_errors": sorted(set(errors))[:3],
        **whole.per_second(amounts.at_once),
    }


def _run_at_once(ask: Callable[[int], None], count: int) -> None:
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _ask_as_zipf(stores: Stores, cached: CachedFacts, owner: str, amounts: Amounts) -> Figures:
    """Questions to the n-th invoice 1/n as often, one in twenty after a write to one so drawn."""
    draw = random.Random(13)
    some = min(amounts.invoices, amounts.questions // 5)
    weights = np.cumsum(1 / np.arange(1, some + 1))
    alone = replace(stores, graph=None, vectors=None)
    taken = []
    for turn in range(amounts.questions):
        about = f"invoice {draw.choices(range(some), cum_weights=list(weights))[0]}"
        if turn % 20 == 0:
            write_statements(alone, owner, [_paid(about, turn)])
        started = time.perf_counter()
        cached.at(about, None, _LATEST, _LATEST)
        taken.append(1000 * (time.perf_counter() - started))
    return {
        "subjects": some,
        "hit_rate": round(1 - cached.misses / amounts.questions, 3),
        **_tell(taken),
    }


def _paid(invoice: str, turn: int) -> Statement:
    at = _LATEST - DAY * 365 + turn * DAY // 100
    key = derived_id(_DAY_ONE, "operations.bench.paid", turn)
    return Statement(key, invoice, "state", f"paid {turn}", Interval(at, FOREVER), at)


def _tell(milliseconds: Sequence[float]) -> Figures:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return {"p50_ms": round(p50, 2), "p95_ms": round(p95, 2), "max_ms": round(max(milliseconds), 2)}
