"""How fast facts go in and are asked for, against the obvious ways: no range index, no database.

Made up: units that change drivers every few days, told in order, one in ten corrected later.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.operations.timeline.answer_by_scan import answer_at
from onevice_assets.operations.timeline.calendar import DAY, FOREVER, start_of_day
from onevice_assets.operations.timeline.calendar import write_for_postgres as write
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.measuring.own_stores import own_stores
from onevice_assets.operations.timeline.measuring.processors import measured
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from resources.identity import derived_id

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane

Figures = dict[str, Any]
_DRIVER: Final = Relation("driver", "one")
_CHANGES: Final = 20
_DAY_ONE: Final = date(2020, 1, 1)
_BEGIN: Final = start_of_day(2020)
_LATEST: Final = start_of_day(2030)
_WARM_UP: Final = 20


@dataclass(frozen=True)
class Amounts:
    """How many statements are made, and how often each way is asked.

    Attributes:
        growth: after how many statements the questions are asked too, to see what size costs.
    """

    statements: int
    questions: int
    obvious_questions: int
    growth: tuple[int, ...] = ()


SMALL: Final = Amounts(20_000, 300, 30, (5_000,))
FULL: Final = Amounts(550_000, 1_000, 20, (55_000, 180_000))  # a million facts


def make_statements(count: int) -> Iterator[Statement]:
    """Made-up statements, the same in every run: units with 20 statements each."""
    draw = random.Random(10)
    for unit in range(-(-count // _CHANGES)):
        start = _BEGIN + draw.randrange(30) * DAY
        last: str | None = None
        for change in range(min(_CHANGES, count - unit * _CHANGES)):
            is_correction = last is not None and draw.random() < 0.1
            start += 0 if is_correction else draw.randrange(1, 40) * DAY // 2
            key = derived_id(_DAY_ONE, "operations.bench", unit, change)
            yield Statement(
                key,
                f"unit {unit}",
                _DRIVER.name,
                f"driver {draw.randrange(max(count // 50, 2))}",
                Interval(start, FOREVER),
                start + (change + 1) * DAY,
                withdraws=last if is_correction else None,
            )
            last = key


def bench_timeline(resources: Mapping[str, Any], amounts: Amounts) -> Figures:
    """Import made-up statements, ask at points in both times, and take all of it away.

    Args:
        resources: `control`.
        amounts: how much.

    Returns:
        `statements`, `facts`; `growth`: at each size how fast the last part went in, with processor
        time, and milliseconds of the range index over the units there were; `milliseconds` of each
        way to ask; `agreement` of the ways on the questions all of them were asked; the machine's
        cores and load.
    """
    control: ControlPlane = resources["control"]
    load = [os.getloadavg()[0]]
    with own_stores(resources, with_graph=False) as (owner, facts, _):
        facts.declare(_DRIVER, actor="bench")
        grown = _fill(control, facts, amounts)
        asked = _draw_questions(amounts)
        ask = {
            "range_index": lambda u, v, k: _told(facts.at(u, _DRIVER.name, v, k)),
            "no_range_index": _without_index(control, owner),
            "python_scan": _scan(amounts.statements),
        }
        try:
            told = _measure(ask, asked, amounts)
        finally:
            with control.begin() as db:
                db.exec_driver_sql("DROP TABLE operations.bench_without_index")
    load.append(os.getloadavg()[0])
    return {
        **grown,
        **told,
        "cores": os.cpu_count(),
        "load": dict(zip(("before", "after"), load, strict=True)),
    }


def _fill(control: ControlPlane, facts: PostgresFacts, amounts: Amounts) -> Figures:
    left, count, came = make_statements(amounts.statements), 0, 0
    growth: list[Figures] = []
    for size in (*amounts.growth, amounts.statements):
        with measured() as taken:
            for done in facts.record(islice(left, size - count)):
                came += len(done.came)
        with control.begin() as db:
            db.exec_driver_sql("ANALYZE operations.facts, operations.names")
        way = {"range_index": lambda u, v, k: _told(facts.at(u, _DRIVER.name, v, k))}
        asked = _draw_questions(replace(amounts, statements=size))
        milliseconds = _measure(way, asked, amounts)["milliseconds"]["range_index"]
        growth.append({"facts": came, **taken.per_second(size - count), **milliseconds})
        count = size
    return {"statements": count, "facts": came, "growth": growth}


def _told(facts: Iterable[Fact]) -> set[tuple[str, str]]:
    return {(one.object, one.statement_id) for one in facts}


Ask = Callable[[str, int, int], set[tuple[str, str]]]


def _draw_questions(amounts: Amounts) -> list[tuple[str, int, int]]:
    draw = random.Random(11)
    units = -(-amounts.statements // _CHANGES)
    return [
        (
            f"unit {draw.randrange(units)}",
            _BEGIN + draw.randrange(450 * DAY),
            draw.choice([_LATEST, _BEGIN + draw.randrange(450 * DAY)]),
        )
        for _ in range(amounts.questions + _WARM_UP)
    ]


def _measure(
    ask: Mapping[str, Ask], asked: list[tuple[str, int, int]], amounts: Amounts
) -> Figures:
    """Every way is asked the first questions, the range index all of them."""
    answers: dict[str, list[set[tuple[str, str]]]] = {}
    milliseconds = {}
    for name, way in ask.items():
        some = asked if name == "range_index" else asked[: amounts.obvious_questions]
        taken, answers[name] = [], []
        for number, question in enumerate(some):
            started = time.perf_counter()
            answers[name].append(way(*question))
            if number >= _WARM_UP or name != "range_index":
                taken.append(1000 * (time.perf_counter() - started))
        p50, p90 = np.percentile(taken, [50, 90])
        milliseconds[name] = {
            "questions": len(taken),
            "p50": round(float(p50), 2),
            "p90": round(float(p90), 2),
            "max": round(max(taken), 2),
        }
    first = [one[: amounts.obvious_questions] for one in answers.values()]
    same = [all(one == ways[0] for one in ways) for ways in zip(*first, strict=True)]
    return {"milliseconds": milliseconds, "agreement": sum(same) / len(same)}


def _without_index(control: ControlPlane, owner: str) -> Ask:
    """The obvious table: four columns of times, compared row by row."""
    with control.begin() as db:
        db.exec_driver_sql("DROP TABLE IF EXISTS operations.bench_without_index")
        db.exec_driver_sql(
            "CREATE UNLOGGED TABLE operations.bench_without_index AS SELECT s.name AS subject, "
            "o.name AS object, f.statement_id, lower(f.valid) AS valid_from, upper(f.valid) AS "
            "valid_to, lower(f.known) AS known_from, upper(f.known) AS known_to "
            "FROM operations.facts f JOIN operations.names s ON s.number = f.subject "
            "JOIN operations.names o ON o.number = f.object "
            "WHERE f.organization_id = %(owner)s",
            {"owner": owner},
        )

    def ask(unit: str, valid_at: int, known_at: int) -> set[tuple[str, str]]:
        with control.begin() as db:
            rows = db.exec_driver_sql(
                "SELECT object, statement_id FROM operations.bench_without_index "
                "WHERE subject = %(unit)s AND valid_from <= %(valid)s::timestamptz "
                "AND (valid_to IS NULL OR valid_to > %(valid)s::timestamptz) "
                "AND known_from <= %(known)s::timestamptz "
                "AND (known_to IS NULL OR known_to > %(known)s::timestamptz)",
                {"unit": unit, "valid": write(valid_at), "known": write(known_at)},
            )
            return {(str(object_), str(identity)) for object_, identity in rows}

    return ask


def _scan(count: int) -> Ask:
    statements = list(islice(make_statements(count), count))

    def ask(unit: str, valid_at: int, known_at: int) -> set[tuple[str, str]]:
        return answer_at(
            {_DRIVER.name: _DRIVER}, statements, unit, _DRIVER.name, valid_at, known_at
        )

    return ask
