"""Every way in which the product is asked, as one tenant, about the other's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from onevice_assets.brand_monitor.graph import queries
from onevice_assets.brand_monitor.graph.read_graph import read_graph
from onevice_assets.brand_monitor.projections.find_nearest import KINDS, MeaningSearch
from onevice_assets.brand_monitor.report.read import read_rows
from onevice_assets.brand_monitor.report.render import render_report
from onevice_assets.brand_monitor.report.view import build_view
from onevice_assets.dashboard.access.viewer import Viewer, list_websites
from onevice_assets.dashboard.address import VIEWS
from onevice_assets.dashboard.address import Asked as Address
from onevice_assets.dashboard.queries.export_rows import EXPORTS
from onevice_assets.dashboard.queries.scope import Scope, open_scope
from onevice_assets.dashboard.remember import RememberingLake
from onevice_assets.dashboard.sections.view import show_view
from onevice_assets.dashboard.sources import Sources
from onevice_assets.lineage.choose_row import Asked
from onevice_assets.lineage.explain import explain
from onevice_assets.lineage.numbers import EXPLAINED
from onevice_assets.mcp_server.evidence import EvidenceTools
from onevice_assets.mcp_server.questions import Questions
from onevice_assets.searching.hybrid_search import Question as Hybrid
from onevice_assets.searching.hybrid_search import open_search
from onevice_assets.tables import answers
from resources.errors import OneviceError
from resources.redis_keys.cache import look_up
from resources.search_index.documents import Tenant as Searcher
from resources.search_index.search_query import SearchQuery
from resources.vector_index.vector_index import Within
from tests.onevice_assets.brand_monitor.projections.world import DAYS
from tests.onevice_assets.tenants.two_tenants import RIVAL, Tenant, list_cached

Resources = dict[str, Any]
Question = tuple[str, Callable[[], object]]


def ask_everything(given: Resources, asking: Tenant, other: Tenant) -> dict[str, str]:
    """Answers by question, without the words that were asked with.

    An answer about the asker's own word is among those of each kind, and is no empty one.
    """
    told: dict[str, str] = {}
    for kind in (_search, _hybrid, _nearest, _graph, _dashboard, _mcp, _report, _explain, _caches):
        found = {name: _tell(ask, other.marker) for name, ask in kind(given, asking, other)}
        assert any(asking.is_in(one) for one in found.values()), kind
        told |= found
    return told


def _tell(ask: Callable[[], object], asked_with: str) -> str:
    try:
        return repr(ask())
    except OneviceError as refused:
        return str(refused).replace(repr(asked_with), "")


def _search(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    tenant = Searcher(asking.website.organization_id)

    def ask(index: str, text: str) -> object:
        with given["search"].open() as opened:
            return opened.search(SearchQuery(index, tenant, text, facets=(), limit=100))

    for index in ("website_content", "brand_mentions"):
        for word in (asking.marker, other.marker, "plannado or chrome"):
            yield f"search {index} {word}", lambda i=index, w=word: ask(i, w)


def _hybrid(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    tenant = Searcher(asking.website.organization_id)

    def ask(text: str) -> object:
        with open_search(given) as opened:
            answered = opened.search(Hybrid(text, tenant, limit=100))
        assert not answered.left_out
        # what the asker typed is no answer
        return answered.results, answered.network.neighbours

    for word in (asking.marker, other.marker, RIVAL):
        yield f"hybrid {word}", lambda w=word: ask(w)


def _nearest(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    parts = ("control", "objects", "vectors", "embeddings")
    search = MeaningSearch(**{name: given[name] for name in parts})
    within = Within(asking.website.organization_id)
    for text in (asking.marker, f"{other.marker} is our own word."):
        for kind in KINDS:
            yield (
                f"nearest {kind} {text}",
                lambda t=text, k=kind: search.find_nearest(t, within, kinds=(k,), limit=50),
            )


def _graph(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    site = asking.website.id

    def ask(query: Callable[..., object], *words: str) -> object:
        with given["graph"].session() as session:
            return query(session, site, *words)

    for query in (queries.find_co_mentioned, queries.map_beliefs, queries.find_substitutes):
        for word in (asking.marker, other.marker, RIVAL):
            yield f"graph {query.__name__} {word}", lambda q=query, w=word: ask(q, w)
    yield "graph icps", lambda: ask(queries.list_icps)
    yield "graph whole", lambda: ask(read_graph)
    with given["graph"].session() as session:
        icps = queries.list_icps(session, site) + queries.list_icps(session, other.website.id)
    for icp in icps:
        yield f"graph concerns {icp.id}", lambda i=icp.id: ask(queries.trace_concerns, i)


def _dashboard(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    lake = RememberingLake(url=given["lake"].url)
    viewer = Viewer(
        asking.website.organization_id, "admin", "Ann", asking.website.organization_slug
    )
    sources = Sources(lake, given["control"], given["redis"])

    def open_as(asked: Address) -> Scope:
        return open_scope(lake, viewer, list_websites(given["control"], viewer), asked)

    for key in (asking.website.key, other.website.key):
        for view in VIEWS:
            asked = Address(website=key, view=view)
            yield f"page {view} of {key}", lambda a=asked: show_view(sources, open_as(a))
        for what, rows in EXPORTS.items():
            yield f"file {what} of {key}", lambda r=rows, k=key: r(open_as(Address(website=k)))
    about = Address(view="answers", about=other.marker)
    yield "page about", lambda: show_view(sources, open_as(about))
    foreign = other.world.lake.read_rows(answers.llm_responses, other.day)[0]["id"]
    one = replace(about, about="", answer=foreign)
    yield "page of a foreign answer", lambda: show_view(sources, open_as(one))


def _mcp(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    questions, evidence = Questions(given["lake"]), EvidenceTools(given["lake"])
    key, first = asking.website.key, asking.world.day(DAYS[0]).day
    yield "mcp ranking", lambda: questions.rank_brands(key)
    yield "mcp topics", lambda: questions.rank_topics(key)
    yield "mcp changes", lambda: questions.list_changes(key)
    for word in (asking.marker, other.marker):
        yield f"mcp trend {word}", lambda w=word: questions.trace_trend(w, first, key)
        yield f"mcp instead {word}", lambda w=word: questions.list_substitutes(w, key)
        yield f"mcp evidence {word}", lambda w=word: evidence.list_evidence(w, key)
        yield f"mcp number {word}", lambda w=word: evidence.explain_number(website=key, brand=w)


def _report(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    rows = read_rows(given["lake"], asking.day)
    view = build_view(asking.website.key, DAYS[-1], rows)
    for is_print in (False, True):
        yield f"report {is_print}", lambda p=is_print: render_report(view, is_print=p)


def _explain(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    for mart in EXPLAINED:
        for brand in (None, other.marker):
            asked = Asked(brand)
            yield (
                f"explain {mart} {brand}",
                lambda m=mart, a=asked: explain(given["lake"], m, asking.day, a).to_json(),
            )


def _caches(given: Resources, asking: Tenant, other: Tenant) -> Iterator[Question]:
    for entry in list_cached(asking):
        yield f"cache {entry.key.name}", lambda e=entry: look_up(given["redis"], e)
