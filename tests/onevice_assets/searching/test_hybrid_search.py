"""One question to three stores: each brings in what the others miss, and no tenant another's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from onevice_assets.brand_monitor.graph.measuring.bench_graph import publish_pairs
from onevice_assets.searching.hybrid_search import HybridSearch, Question, open_search
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.embedding.static_vectors import StaticVectors
from resources.errors import InputError
from resources.graph_store import GraphStore
from resources.identity import brand_id, derived_id, text_hash
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import collection
from resources.object_store import Objects
from resources.search_index.documents import DocumentScope, Tenant
from resources.search_store import SearchStore
from resources.vector_index.replace_place import replace_place
from resources.vector_index.resource import VectorStore
from resources.vector_index.vector_index import Entry, Place
from tests.searches import document

DAY = date(2026, 1, 5)
TEXTS = {
    "by words": ("Shop", "Shop has cheap delivery of tents."),
    "by meaning": ("Shop", "Parcels from Shop arrive quickly and shipping costs little money."),
    "by network": ("Rival", "Rival has good delivery everywhere."),
    "not at all": ("Third", "The capital of France is Paris."),
}


@pytest.fixture
def stores(
    control: ControlPlane, objects: Objects, search_store: SearchStore, graph: GraphStore
) -> dict[str, Any]:
    return {
        "control": control,
        "objects": objects,
        "search": search_store,
        "vectors": VectorStore(database_url=control.url),
        "embeddings": Embeddings(),
        "graph": graph,
    }


def answer_id(tenant: Tenant, name: str) -> str:
    return derived_id(DAY, "answers", tenant.organization_id, name)


def fill(stores: dict[str, Any], organization: str) -> Tenant:
    """A website of an organization with four answers in every store."""
    with stores["control"].begin() as db:
        site = websites.add(
            db, url="https://shop.test/", name="Shop", organization=organization, actor="test"
        )
    tenant = Tenant(site.organization_id, site.id)
    ids = {name: answer_id(tenant, name) for name in TEXTS}
    scope = DocumentScope(site.organization_id, site.id, DAY)
    mentions = [
        document(
            scope, ids[name], response_id=ids[name], brand_id=brand_id(brand), brand_name=brand,
            llm_provider="openai", presence="mentioned", context=text,
        )
        for name, (brand, text) in TEXTS.items()
    ]  # fmt: skip
    page = document(
        DocumentScope(site.organization_id, site.id), "page", page_id="page",
        url="https://shop.test/", title="Cheap delivery", content="By Shop.", page_type="other",
    )  # fmt: skip
    with stores["search"].open() as index:
        index.replace("brand_mentions", scope, mentions)
        index.replace("website_content", DocumentScope(site.organization_id, site.id), [page])
    with stores["graph"].session() as session:
        publish_pairs(session, site.id, {("Shop", "Rival"): (12, 1.8)})
    embed(stores, tenant, ids)
    return tenant


def embed(stores: dict[str, Any], tenant: Tenant, ids: dict[str, str]) -> None:
    model = StaticVectors()
    answers = collection("brand_monitor_answers", model.model, model.dimensions)
    entries = [
        Entry(
            id_,
            TEXTS[name][1],
            text_hash(TEXTS[name][1]),
            {"response_id": id_, "llm_provider": "openai"},
        )
        for name, id_ in ids.items()
    ]
    with stores["vectors"].open() as index:
        VectorMigrations(index, model.model, model.dimensions).up()
        place = Place(tenant.organization_id, tenant.website_id or "", DAY)
        replace_place(index, answers, place, entries, model)


@pytest.fixture
def tenant(stores: dict[str, Any]) -> Tenant:
    return fill(stores, "default")


@pytest.fixture
def opened(stores: dict[str, Any], tenant: Tenant) -> Iterator[HybridSearch]:
    with open_search(stores) as search:
        yield search


def test_each_source_brings_in_what_the_others_miss(opened: HybridSearch, tenant: Tenant) -> None:
    answered = opened.search(Question("shop delivery", tenant))
    found = {one.id: one for one in answered.results}
    assert not answered.left_out
    assert found[answer_id(tenant, "by words")].ranks.keys() == {"words", "meaning"}
    assert found[answer_id(tenant, "by meaning")].ranks.keys() == {"meaning"}
    by_network = found[answer_id(tenant, "by network")]
    assert by_network.ranks.keys() == {"meaning", "network"}
    assert by_network.neighbour and by_network.neighbour.named == "Shop"
    assert found["page"].ranks == {"words": 1}
    assert answered.results[-1].id == answer_id(tenant, "not at all")


def test_a_brand_alone_brings_in_what_is_said_of_its_neighbours(
    opened: HybridSearch, tenant: Tenant
) -> None:
    ranked = [
        one for one in opened.search(Question("Shop", tenant)).results if "network" in one.ranks
    ]
    assert [one.id for one in ranked] == [answer_id(tenant, "by network")]


def test_a_day_a_provider_and_a_place_narrow_every_source(
    opened: HybridSearch, tenant: Tenant
) -> None:
    def ids(**narrow: Any) -> set[str]:
        return {
            one.id for one in opened.search(Question("shop delivery", tenant, **narrow)).results
        }

    answers = {answer_id(tenant, name) for name in TEXTS}
    assert ids(day=DAY) == answers
    assert ids(providers=["openai"]) == answers
    assert ids(places=["pages"]) == {"page"}
    assert not ids(day=date(2026, 1, 6))
    assert not ids(providers=["google"])
    assert len(ids(limit=2)) == 2


def test_another_organization_with_the_same_website_is_never_seen(
    stores: dict[str, Any], opened: HybridSearch, tenant: Tenant
) -> None:
    other = fill(stores, "other")
    for mine in (tenant, other, Tenant(tenant.organization_id), Tenant(other.organization_id)):
        answered = opened.search(Question("shop delivery", mine, limit=100))
        theirs = {answer_id(mine, name) for name in TEXTS} | {"page"}
        assert {one.id for one in answered.results} == theirs
        assert [one.count for one in answered.network.neighbours] == [12]


def test_without_graph_and_vectors_the_words_still_answer_and_it_says_so(
    stores: dict[str, Any], tenant: Tenant
) -> None:
    away = stores | {
        "graph": GraphStore(uri="bolt://127.0.0.1:1", user=""),
        "vectors": VectorStore(kind="qdrant", url="http://127.0.0.1:1"),
    }
    with open_search(away) as search:
        answered = search.search(Question("shop delivery", tenant))
    assert [one.ranks for one in answered.results] == [{"words": 1}, {"words": 1}]
    assert answered.left_out.keys() == {"meaning", "network"}
    assert all("127.0.0.1:1" in why for why in answered.left_out.values())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": "-shop"}, "no word to find"),
        ({"limit": 0}, "1 to 100"),
        ({"limit": 101}, "1 to 100"),
        ({"places": ["prompts"]}, "answers or pages"),
        ({"places": []}, "no place"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    opened: HybridSearch, tenant: Tenant, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        opened.search(Question(**{"text": "shop", "tenant": tenant, **wrong}))
