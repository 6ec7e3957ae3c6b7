"""How long a hybrid search takes over many made-up answers that stand in all three stores."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.brand_monitor.graph.measuring.bench_graph import forget_website, publish_pairs
from onevice_assets.brand_monitor.projections.measuring.made_up_texts import make_texts
from onevice_assets.publishing.measuring.own_stores import own_stores
from onevice_assets.searching.hybrid_search import HybridSearch, Question, open_search
from resources.control_plane import websites
from resources.identity import brand_id, derived_id, text_hash
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import collection
from resources.search_index.documents import DocumentScope, Tenant
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Entry, Place

if TYPE_CHECKING:
    from resources.control_plane.websites import Website

Figures = dict[str, Any]
_FIRST: Final = date(2026, 1, 1)
_A_DAY: Final = 2_000
_BRANDS: Final = 40
_BESIDE: Final = 8  # brands each stands beside
_KINDS: Final = ("words", "brand", "brand_and_word")


def bench_hybrid(resources: dict[str, Any], *, documents: int, questions: int) -> Figures:
    """Fill the search, the vectors and the graph with the same answers, and search them.

    Args:
        resources: the servers; nothing is left in them.
        documents: answers of one organization, a mention and a vector each, 2,000 a day.
        questions: of each kind, other words each time; ten more to warm up.

    Returns:
        `documents` and milliseconds `p50`, `p90` by kind of question and of `all`; for comparison
        those of the three sources asked one after the other in `words`, `meaning`, `network`.
    """
    texts = [f"Brand {n % _BRANDS}: {text}" for n, text in enumerate(make_texts(documents))]
    with own_stores(resources) as own:
        with own["control"].begin() as db:
            site = websites.add(db, url="https://bench.test/", name="Bench", actor="bench")
        try:
            _fill(own, site, texts)
            with open_search(own) as search:
                return {"documents": documents, **_ask(search, site, texts, questions)}
        finally:
            with own["graph"].session() as session:
                forget_website(session, site.id)


def _fill(own: dict[str, Any], site: Website, texts: Sequence[str]) -> None:
    with own["search"].open() as index:
        for on, part in _days(texts):
            scope = DocumentScope(site.organization_id, site.id, on)
            index.replace("brand_mentions", scope, [_mention(scope, *one) for one in part])
    _fill_vectors(own, site, texts)
    pairs = {
        (f"Brand {one}", f"Brand {(one + step) % _BRANDS}"): (100 * step + one, 1.0 + step / 10)
        for one in range(_BRANDS)
        for step in range(1, _BESIDE // 2 + 1)
    }
    with own["graph"].session() as session:
        publish_pairs(session, site.id, pairs)


def _fill_vectors(own: dict[str, Any], site: Website, texts: Sequence[str]) -> None:
    from resources.vector_index.postgres_index import PostgresIndex

    model = own["embeddings"].open(own["control"], own["objects"], site.id)
    answers = collection("brand_monitor_answers", model.model, model.dimensions)
    with own["vectors"].open() as index:
        VectorMigrations(index, model.model, model.dimensions).up()
        if isinstance(index, PostgresIndex):
            index.drop_graph(answers)  # built once at the end it takes a fraction of the time
        for on, part in _days(texts):
            entries = [
                Entry(_id(number), text, text_hash(text), {"response_id": _id(number)})
                for number, text in part
            ]
            place = Place(site.organization_id, site.id, on)
            replace_place(index, answers, place, entries, model)
        index.create(answers)


def _days(texts: Sequence[str]) -> Iterator[tuple[date, list[tuple[int, str]]]]:
    numbered = list(enumerate(texts))
    for day, start in enumerate(range(0, len(texts), _A_DAY)):
        yield _FIRST + timedelta(days=day), numbered[start : start + _A_DAY]


def _id(number: int) -> str:
    return derived_id(_FIRST, "bench", number)


def _mention(scope: DocumentScope, number: int, text: str) -> dict[str, Any]:
    brand = f"Brand {number % _BRANDS}"
    return {
        "id": _id(number),
        "organization_id": scope.organization_id,
        "website_id": scope.website_id,
        "day": scope.day.isoformat() if scope.day else None,
        "response_id": _id(number),
        "brand_id": brand_id(brand),
        "brand_name": brand,
        "llm_provider": "openai",
        "presence": "mentioned",
        "context": text,
    }


def _ask(search: HybridSearch, site: Website, texts: Sequence[str], count: int) -> Figures:
    draw = random.Random(8)
    tenant = Tenant(site.organization_id, site.id)
    taken: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    alone: dict[str, list[float]] = {"words": [], "meaning": [], "network": []}
    for number in range(count + 10):
        for kind in _KINDS:
            question = Question(_word(draw, kind, texts), tenant)
            started = time.perf_counter()
            answered = search.search(question)
            took = 1000 * (time.perf_counter() - started)
            assert not answered.left_out, answered.left_out
            if number >= 10:
                taken[kind].append(took)
                for source, one in search.time_sources(question).items():
                    alone[source].append(1000 * one)
    every = [one for times in taken.values() for one in times]
    return {
        "hybrid_ms": {kind: _sum_up(times) for kind, times in {**taken, "all": every}.items()},
        "one_source_ms": {source: _sum_up(times) for source, times in alone.items()},
    }


def _word(draw: random.Random, kind: str, texts: Sequence[str]) -> str:
    """What somebody types: words that stand together in one answer, so that there is a hit."""
    number = draw.randrange(len(texts))
    one, other = draw.sample(texts[number].split()[2:], 2)
    brand = f"Brand {number % _BRANDS}"
    return {"words": f"{one} {other}", "brand": brand, "brand_and_word": f"{brand} {one}"}[kind]


def _sum_up(times: Sequence[float]) -> Figures:
    ordered = sorted(times)
    at = {"p50": len(ordered) // 2, "p90": min(len(ordered) - 1, int(len(ordered) * 0.9))}
    return {name: round(ordered[place], 1) for name, place in at.items()}
