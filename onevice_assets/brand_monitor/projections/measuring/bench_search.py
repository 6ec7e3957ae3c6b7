"""Measure how fast the search takes documents, and answers with many in it.

The figures of the issue: bulk at least 5,000 documents a second, a search below 100 ms for nine of
ten. The same documents one by one tell the ratio, which travels between machines.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from resources.search_index.documents import Document, DocumentScope, Tenant
from resources.search_index.index import SearchIndex
from resources.search_index.search_query import SearchQuery
from resources.search_store import SearchStore

Figures = dict[str, Any]

_DAY = date(2026, 1, 5)
_SYLLABLES = ("ba", "ko", "li", "men", "ro", "sta", "tur", "vel", "xi", "zan")
_SCOPE_DOCUMENTS = 2_000
_QUESTIONS = ("rare", "usual", "common", "two_words", "phrase", "filtered", "with_facets")


def bench_search(
    store: SearchStore, *, mentions: int = 100_000, pages: int = 4_000, repeats: int = 30
) -> Figures:
    """Write made-up mentions and pages, the same way one by one, and search among them.

    Args:
        store: measured where it is; an index prefix of its own is made and dropped.
        mentions: documents of some 16 words each, in scopes of 2,000 (a website's day).
        pages: documents of some 400 words each, in scopes of 200.
        repeats: how often each kind of question is asked, with other words each time.

    Returns:
        `version`, then for `mentions` and `pages` the `documents`, `bulk_per_second`,
        `one_by_one_per_second` and their `ratio`; `search_ms` with `p50` and `p90` by kind of
        question, and of all.
    """
    own = store.model_copy(update={"prefix": f"bench-{uuid4().hex[:8]}"})
    migrations = own.migrations()
    migrations.up()
    try:
        tenant = Tenant(uuid4().hex)
        draw = random.Random(4)
        with own.open() as index:
            return {
                "version": own.read_version(),
                "mentions": _bench_writing(own, index, tenant, draw, "brand_mentions", mentions),
                "pages": _bench_writing(own, index, tenant, draw, "website_content", pages),
                "search_ms": _bench_asking(index, tenant, draw, repeats),
            }
    finally:
        migrations.down("0000")


def make_mention(draw: random.Random, scope: DocumentScope) -> Document:
    """A made-up mention: a sentence of 8 to 24 words; few words are common, most are rare."""
    return {
        **_tenant(draw, scope),
        "brand_id": f"brand-{draw.randrange(40)}",
        "brand_name": f"Brand {draw.randrange(40)}",
        "llm_provider": draw.choice(("openai", "google", "anthropic", "perplexity")),
        "prompt_id": f"prompt-{draw.randrange(200)}",
        "response_id": f"response-{draw.randrange(2_000)}",
        "context": _write(draw, draw.randint(8, 24)),
        "presence": draw.choice(("recommended", "compared", "mentioned")),
        "position": draw.randint(1, 9),
        "intent_type": draw.choice(("informational", "evaluation", "decision")),
        "timestamp": "2026-01-05T09:30:00+00:00",
    }


def make_page(draw: random.Random, scope: DocumentScope) -> Document:
    """A made-up page of 200 to 600 words."""
    tenant = _tenant(draw, scope)
    return {
        **tenant,
        "page_id": tenant["id"],
        "url": f"https://shop.test/{tenant['id']}",
        "title": _write(draw, 6),
        "content": _write(draw, draw.randint(200, 600)),
        "page_type": draw.choice(("product", "blog", "other")),
        "products": [{"name": _write(draw, 3), "description": _write(draw, 12)}],
        "services": [],
    }


def _bench_writing(
    store: SearchStore,
    index: SearchIndex,
    tenant: Tenant,
    draw: random.Random,
    name: str,
    documents: int,
) -> Figures:
    """Scope after scope by `replace`, refreshes included; then some singly, without any."""
    is_daily = name == "brand_mentions"
    make = make_mention if is_daily else make_page
    size = min(documents, _SCOPE_DOCUMENTS if is_daily else _SCOPE_DOCUMENTS // 10)
    scope = DocumentScope(tenant.organization_id, "w", _DAY if is_daily else None)
    seconds = 0.0
    for number in range(documents // size):
        one = replace(scope, website_id=f"w{number}")
        made = [make(draw, one) for _ in range(size)]
        seconds += _time(lambda one=one, made=made: index.replace(name, one, made))  # type: ignore[misc]
    bulk = documents // size * size / seconds
    singles = [make(draw, replace(scope, website_id="single")) for _ in range(min(500, size))]
    single = len(singles) / _time(lambda: _write_singly(store, name, singles))
    return {
        "documents": documents // size * size,
        "bulk_per_second": round(bulk),
        "one_by_one_per_second": round(single),
        "ratio": round(bulk / single, 1),
    }


def _write_singly(store: SearchStore, name: str, documents: Sequence[Document]) -> None:
    """The obvious way: a request, or a transaction, for each document."""
    from resources.control_plane.resource import ControlPlane
    from resources.migrations.elasticsearch.revisions import known_revisions
    from resources.search_index.elastic_client import open_client
    from resources.search_index.elastic_index import alias_name
    from resources.search_index.postgres_index import insert, view_name

    if store.url:
        with open_client(store.url, store.api_key) as client:
            for one in documents:
                client.index(index=alias_name(store.prefix, name), document=one)
        return
    declared = known_revisions()[-1].by_name[name]
    control = ControlPlane(url=store.database_url)
    for one in documents:
        with control.begin() as db:
            insert(db, view_name(store.prefix, name), declared, [one])


def _bench_asking(index: SearchIndex, tenant: Tenant, draw: random.Random, repeats: int) -> Figures:
    taken: dict[str, list[float]] = {kind: [] for kind in _QUESTIONS}
    for _ in range(repeats):
        for kind in _QUESTIONS:
            query = _ask(draw, tenant, kind)
            taken[kind].append(1000 * _time(lambda query=query: index.search(query)))  # type: ignore[misc]
    every = [one for times in taken.values() for one in times]
    return {kind: _sum_up(times) for kind, times in {**taken, "all": every}.items()}


def _ask(draw: random.Random, tenant: Tenant, kind: str) -> SearchQuery:
    rare, usual, common = (
        _word(draw.randrange(low, high)) for low, high in ((2_000, 9_000), (50, 300), (0, 10))
    )
    text = {"rare": rare, "common": common, "phrase": f'"{common} {common}" or "{usual} {common}"'}
    query = SearchQuery("brand_mentions", tenant, text.get(kind, usual))
    if kind == "two_words":
        return replace(query, text=f"{usual} {common}")
    if kind == "filtered":
        return replace(query, filters={"llm_provider": ["openai"], "presence": ["recommended"]})
    return replace(query, facets=("brand_name", "presence")) if kind == "with_facets" else query


def _sum_up(times: Sequence[float]) -> Figures:
    tenths = statistics.quantiles(times, n=10)
    return {"p50": round(statistics.median(times), 1), "p90": round(tenths[8], 1)}


def _tenant(draw: random.Random, scope: DocumentScope) -> dict[str, Any]:
    day = {"day": scope.day.isoformat()} if scope.day else {}
    return {
        "id": f"{draw.getrandbits(128):032x}",
        "organization_id": scope.organization_id,
        "website_id": scope.website_id,
        **day,
    }


def _write(draw: random.Random, words: int) -> str:
    """Words by Zipf's law: the nth is 1/n as frequent as the first; 10,000 there are."""
    return " ".join(_word(int(10_000 ** draw.random()) - 1) for _ in range(words))


def _word(number: int) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in f"{number:04}")


def _time(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
