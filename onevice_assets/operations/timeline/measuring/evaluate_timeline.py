"""`onevice evaluate timeline`: facts go into every store; do they answer as a full scan does?

Questions are drawn with a seed: mostly about subjects and relations of the file, at its own moments
and just beside them, also at moments between and outside, and about what is not in it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from onevice_assets.operations.timeline.answer_by_scan import answer_at
from onevice_assets.operations.timeline.calendar import (
    BEGINNING,
    DAY,
    FIRST_YEAR,
    FOREVER,
    LAST_YEAR,
    now,
    start_of_day,
    write_moment,
)
from onevice_assets.operations.timeline.contract import FactStore
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.measuring.own_stores import own_stores
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.reading.read_facts import FactsFile, read_facts
from onevice_assets.operations.timeline.statement import Relation, Statement
from resources.errors import InputError

Figures = dict[str, Any]
_TOLD: Final = 1_000
_SHOWN: Final = 10
_WARM_UP: Final = 20


@dataclass(frozen=True)
class Question:
    """Who or what it was at a moment, as known now."""

    subject: str
    relation: str
    valid_at: int


def evaluate_file(
    resources: Mapping[str, Any],
    path: Path,
    *,
    one: Sequence[str] = (),
    questions: int = 1_000,
    seed: int = 1,
) -> Figures:
    """Import a file into every store for the time of the evaluation, and ask.

    Args:
        resources: `control` and `graph`.
        path: TSV, as `read_facts` reads it.
        one: relations of the file that hold one object at a time; all others hold many.
        questions: how many; each store answers all of them.
        seed: of what is drawn.

    Returns:
        `agreement`: share of questions that every store answers as the full scan does;
        `p50_ms`, `p90_ms` over the questions to all stores, and of each in `stores`; what became of
        the file's lines; `different`: the first questions with another answer.

    Raises:
        InputError: the file cannot be used, or `one` names no relation of it.
    """
    if questions < 1:
        raise InputError("Ask at least one question (--questions 1000).")
    with own_stores(resources, with_graph=True) as (owner, postgres, graph):
        assert graph is not None
        known_at = now()
        file = read_facts(path, owner, known_at)
        statements = list(file.statements.values())
        relations = _declare(statements, one)
        filled = _fill(postgres, graph, relations, statements)
        asked = draw_questions(statements, questions, seed)
        wanted, scan = _scan(relations, statements, asked, known_at)
        answered = {
            "postgres": _ask(postgres, asked, known_at),
            "graph": _ask(graph, asked, known_at),
        }
    return {
        **_compare(asked, wanted, answered),
        "full_scan": {"p50_ms": _percentile(scan, 50), "p90_ms": _percentile(scan, 90)},
        "seed": seed,
        "lines": file.lines,
        **filled,
        **_tell_lines(file),
    }


def _fill(
    postgres: PostgresFacts,
    graph: GraphFacts,
    relations: Mapping[str, Relation],
    statements: Sequence[Statement],
) -> Figures:
    """Import what was read, and say how fast."""
    for relation in relations.values():
        postgres.declare(relation, actor="evaluation")
    started = time.perf_counter()
    recorded = list(postgres.record(statements))
    imported = time.perf_counter()
    graph.apply(recorded)
    taken = {"postgres": imported - started, "graph": time.perf_counter() - imported}
    kept = sum(done.statements for done in recorded)
    return {
        "statements": kept,
        "facts": sum(len(done.came) for done in recorded),
        "statements_per_second": {name: round(kept / one) for name, one in taken.items()},
    }


def draw_questions(statements: Sequence[Statement], count: int, seed: int) -> list[Question]:
    """Questions about what was said, at moments that matter, and some about nothing."""
    draw = random.Random(seed)
    ends = sorted(at for one in statements for at in (one.valid.start, one.valid.end) if one.claims)
    bounded = [at for at in ends if at not in (BEGINNING, FOREVER)] or [0]
    made = []
    for _ in range(count):
        about = draw.choice(statements)
        subject, relation = about.subject, about.relation
        if draw.random() < 0.05:
            relation = draw.choice(statements).relation
            subject = draw.choice([subject, f"{subject} "])
        made.append(Question(subject, relation, _draw_moment(draw, about, bounded)))
    return made


def _draw_moment(draw: random.Random, about: Statement, bounded: Sequence[int]) -> int:
    start, end = about.valid.start, about.valid.end
    own = [at for at in (start, end) if at not in (BEGINNING, FOREVER)] or [draw.choice(bounded)]
    kind = draw.random()
    if kind < 0.3:
        moment = draw.choice(own) + draw.choice((-1, 0, 1))
    elif kind < 0.7 and about.claims:
        low, high = max(start, bounded[0]), min(end, bounded[-1] + DAY)
        moment = draw.randrange(low, max(high, low + 1))
    else:
        moment = draw.randrange(bounded[0] - 400 * DAY, bounded[-1] + 400 * DAY)
    return min(max(moment, start_of_day(FIRST_YEAR)), start_of_day(LAST_YEAR))


def _declare(statements: Sequence[Statement], one: Sequence[str]) -> dict[str, Relation]:
    names = dict.fromkeys(statement.relation for statement in statements)
    unknown = [name for name in one if name not in names]
    if unknown:
        raise InputError(
            f"--one {unknown[0]!r} is no relation of the file; it has "
            f"{', '.join(list(names)[:20])}."
        )
    return {name: Relation(name, "one" if name in one else "many") for name in names}


def _scan(
    relations: Mapping[str, Relation],
    statements: Sequence[Statement],
    asked: Sequence[Question],
    known_at: int,
) -> tuple[list[set[tuple[str, str]]], list[float]]:
    wanted, taken = [], []
    for one in asked:
        started = time.perf_counter()
        wanted.append(
            answer_at(relations, statements, one.subject, one.relation, one.valid_at, known_at)
        )
        taken.append(1000 * (time.perf_counter() - started))
    return wanted, taken


def _ask(
    store: FactStore, asked: Sequence[Question], known_at: int
) -> tuple[list[set[tuple[str, str]]], list[float]]:
    for one in asked[:_WARM_UP]:
        store.at(one.subject, one.relation, one.valid_at, known_at)
    found, taken = [], []
    for one in asked:
        started = time.perf_counter()
        facts = store.at(one.subject, one.relation, one.valid_at, known_at)
        taken.append(1000 * (time.perf_counter() - started))
        found.append({(fact.object, fact.statement_id) for fact in facts})
    return found, taken


def _compare(
    asked: Sequence[Question],
    wanted: Sequence[set[tuple[str, str]]],
    answered: Mapping[str, tuple[list[set[tuple[str, str]]], list[float]]],
) -> Figures:
    stores, different = {}, []
    agrees = [True] * len(asked)
    for name, (found, taken) in answered.items():
        same = [one == other for one, other in zip(found, wanted, strict=True)]
        agrees = [one and other for one, other in zip(agrees, same, strict=True)]
        different += [
            {
                "store": name,
                **_show(asked[n]),
                "found": sorted(found[n]),
                "wanted": sorted(wanted[n]),
            }
            for n, is_same in enumerate(same)
            if not is_same
        ]
        stores[name] = {
            "agreement": sum(same) / len(same),
            "p50_ms": _percentile(taken, 50),
            "p90_ms": _percentile(taken, 90),
        }
    every = [one for _, taken in answered.values() for one in taken]
    return {
        "agreement": sum(agrees) / len(agrees),
        "p50_ms": _percentile(every, 50),
        "p90_ms": _percentile(every, 90),
        "questions": len(asked),
        "answered_with_something": sum(map(bool, wanted)),
        "stores": stores,
        "different": different[:_SHOWN],
    }


def _show(question: Question) -> dict[str, str]:
    return {**asdict(question), "valid_at": write_moment(question.valid_at)}


def _percentile(taken: Sequence[float], percent: int) -> float:
    if len(taken) == 1:
        return round(taken[0], 3)
    return round(statistics.quantiles(taken, n=100, method="inclusive")[percent - 1], 3)


def _tell_lines(file: FactsFile) -> Figures:
    told: Figures = {}
    for name in ("refused", "without_time", "duplicates"):
        lines = getattr(file, name)
        told[name] = {"count": len(lines), "lines": [asdict(one) for one in lines[:_TOLD]]}
    return told
