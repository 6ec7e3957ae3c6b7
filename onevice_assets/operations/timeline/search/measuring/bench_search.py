"""How fast facts are found, alone and by very many at once, and how much of the nearest is found.

An organization that is there for this alone has all the facts; another one's vectors lie in the
same collection, so that an index over both has to be asked for one of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.operations.timeline.measuring.own_stores import own_stores
from onevice_assets.operations.timeline.search.index_facts import TextStore, index_facts
from onevice_assets.operations.timeline.search.measuring.bench_graphs import (
    NEAREST,
    find_exactly,
)
from onevice_assets.operations.timeline.search.measuring.made_up_facts import (
    RELATIONS,
    make_facts,
    make_questions,
)
from onevice_assets.operations.timeline.search.measuring.processor import (
    Figures,
    backends_of,
    processor_seconds,
    time_each,
)
from onevice_assets.operations.timeline.search.search_facts import search_facts
from resources.embedding.static_vectors import StaticVectors
from resources.identity import new_id, text_hash
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.vector_index import Entry, Place, Within

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.contract import Recorded
    from onevice_assets.operations.timeline.search.question import Question
    from resources.vector_index.vector_index import VectorIndex

_BATCH: Final = 1_000


@dataclass(frozen=True)
class Amounts:
    """How much there is, and how often it is asked.

    Attributes:
        facts: statements of the organization.
        others: texts of another one in the same collection.
        questions: one after the other.
        at_once: questions that all begin together.
    """

    facts: int
    others: int
    questions: int
    at_once: int


TINY: Final = Amounts(80, 20, 8, 10)
SMALL: Final = Amounts(5_000, 1_000, 100, 200)
FULL: Final = Amounts(100_000, 25_000, 300, 1_000)


def bench_search(
    resources: Mapping[str, Any], amounts: Amounts, texts: Sequence[str] = ()
) -> Figures:
    """Measure hybrid search, in the store of vectors that is in use; nothing of it stays.

    Args:
        resources: `control` and `vectors`.
        amounts: how much.
        texts: real ones, for notes; made up where there are none.

    Returns:
        `facts`, `texts`; seconds of recording, embedding and of building the index; `alone` and
        `at_once`, times of questions; `recall` of the store's index for each organization.
    """
    facts = list(islice(make_facts(amounts.facts, texts), amounts.facts))
    questions = make_questions(max(amounts.questions, amounts.at_once), facts)
    with (
        own_stores(resources, with_graph=False) as (owner, timeline, _),
        resources["vectors"].open() as index,
    ):
        for relation in RELATIONS:
            timeline.declare(relation, actor="bench")
        store = TextStore(resources["control"], index, StaticVectors(), owner)
        index.drop(store.collection.name)
        index.create(store.collection)
        try:
            filled = _fill(store, timeline.record(facts), amounts)
            return {
                "store": index.store,
                "facts": len(facts),
                **filled,
                "recall": _recall(store, filled.pop("others"), questions),
                "alone": _ask_alone(store, questions[: amounts.questions]),
                "at_once": _ask_at_once(store, questions[: amounts.at_once]),
                "cores": os.cpu_count(),
                "load": round(os.getloadavg()[0], 1),
            }
        finally:
            index.drop(store.collection.name)


def _fill(store: TextStore, recording: Iterable[Recorded], amounts: Amounts) -> dict[str, Any]:
    begun = time.perf_counter()
    refused = sum(len(one.refused) for one in recording)
    recorded = time.perf_counter()
    if isinstance(store.index, PostgresIndex):
        store.index.drop_graph(store.collection)
    texts = index_facts(store)
    other = new_id()
    said = [str(one.object) for one in make_facts(2 * amounts.others) if one.relation == "noted"]
    _write_others(store, other, [f"{one} {n}" for n in range(2) for one in said])
    indexed = time.perf_counter()
    store.index.create(store.collection)
    built = time.perf_counter()
    with store.control.begin() as db:
        db.exec_driver_sql(
            "ANALYZE operations.names, operations.statements, operations.facts, "
            "operations.fact_texts"
        )
    return {
        "refused": refused,
        "texts": texts,
        "recorded_s": round(recorded - begun, 1),
        "indexed_s": round(indexed - recorded, 1),
        "graph_built_s": round(built - indexed, 1),
        "others": other,
    }


def _write_others(store: TextStore, other: str, texts: Sequence[str]) -> None:
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        entries = [
            Entry(new_id(), text, text_hash(text), {"relation": "noted"}, vector)
            for text, vector in zip(part, store.embedder.embed(part), strict=True)
        ]
        store.index.write(store.collection, Place(other, other), entries, ())


def _recall(store: TextStore, other: str, questions: Sequence[Question]) -> Figures:
    """Share of the ten nearest that the store's index finds, for each organization."""
    asked = store.embedder.embed([one.text for one in questions[:200]])
    return {
        name: _recall_of(store.index, store, owner, asked)
        for name, owner in (("own", store.organization_id), ("other", other))
    }


def _recall_of(index: VectorIndex, store: TextStore, owner: str, asked: Any) -> Figures:
    entries = index.read(store.collection, Place(owner, owner))
    vectors = np.array([one.vector for one in entries])
    wanted = find_exactly(vectors, asked)
    found = []
    times = time_each(
        lambda vector: found.append(
            {one.id for one in index.find_nearest(store.collection, vector, Within(owner), NEAREST)}
        ),
        asked,
        *backends_of(store.control),
    )
    hits = sum(
        len(one & {entries[place].id for place in row})
        for one, row in zip(found, wanted, strict=True)
    )
    return {"entries": len(entries), "recall_at_10": round(hits / wanted.size, 4), **times}


def _ask_alone(store: TextStore, questions: Sequence[Question]) -> Figures:
    answers: list[int] = []
    told = time_each(
        lambda one: answers.append(len(search_facts(store, one).found)),
        questions,
        *backends_of(store.control),
    )
    return {"questions": len(questions), "answered": sum(map(bool, answers)), **told}


def _ask_at_once(store: TextStore, questions: Sequence[Question]) -> Figures:
    """Every question begins now; how long each waits for its answer."""
    errors: list[str] = []

    def ask(one: Question) -> float:
        try:
            answer = search_facts(store, one)
            errors.extend(answer.left_out.values())
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted and told
            errors.append(f"{type(error).__name__}: {error}")
        return time.perf_counter() - begun

    before = backends_of(store.control)
    used = time.process_time() + processor_seconds(*before)
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(questions)) as pool:
        waited = list(pool.map(ask, questions))
    used = time.process_time() + processor_seconds(*backends_of(store.control)) - used
    p50, p95 = np.percentile(waited, [50, 95])
    return {
        "questions": len(questions),
        "errors": len(errors),
        "first_error": errors[0] if errors else "",
        "p50_s": round(float(p50), 2),
        "p95_s": round(float(p95), 2),
        "processor_ms_each": round(1_000 * used / len(questions), 1),
    }
