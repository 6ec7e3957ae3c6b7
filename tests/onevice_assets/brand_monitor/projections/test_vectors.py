"""The store of vectors holds what the lake says, after a publish, a failure or a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pytest

from onevice_assets.brand_monitor.projections.find_nearest import MeaningSearch
from onevice_assets.brand_monitor.projections.vectors import VectorProjection
from onevice_assets.publishing.digest import digest_rows
from onevice_assets.publishing.projection import VECTOR, Scope
from onevice_assets.tables import answers, audience
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.embedding import static_vectors
from resources.embedding.resource import Embeddings
from resources.errors import InputError, MissingDataError, SchemaError, StoreError
from resources.identity import derived_id
from resources.lake import Lake
from resources.object_store import Objects
from resources.vector_index.resource import VectorStore
from resources.vector_index.vector_index import Within
from tests.pinecone_server import PineconeServer
from tests.qdrant_server import QdrantServer

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LONG = "Brave blocks ads and trackers by default. " * 200


@pytest.fixture
def projection(lake: Lake, objects: Objects, control: ControlPlane) -> Iterator[VectorProjection]:
    made = VectorProjection(
        lake, control, objects, VectorStore(database_url=control.url), Embeddings()
    )
    yield made
    with made.vectors.open() as index:
        for name in index.names():
            index.drop(name)


@pytest.fixture
def scope(control: ControlPlane) -> Scope:
    with control.begin() as db:
        site = websites.add(db, url="https://brave.example.com", name="Brave", actor="test")
    return Scope(site.organization_id, site.id, site.key)


def page(scope: Scope, path: str, text: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "id": derived_id(AT, "scraped_pages", scope.website_id, path),
        "website_id": scope.website_id,
        "url": f"https://brave.example.com/{path}",
        "url_hash": path.ljust(64, "0"),
        "title": path.title() or None,
        "content_text": text,
        "page_type": "product",
        "depth": 0,
        "scraped_at": AT,
        **changes,
    }


def prompt(scope: Scope, text: str) -> dict[str, Any]:
    own = derived_id(AT, "prompts", scope.website_id, text)
    return {
        "id": own,
        "website_id": scope.website_id,
        "conversation_id": own,
        "prompt_text": text,
        "prompt_type": "primary",
        "sequence_order": 1,
        "locale": "en-US",
        "is_branded": False,
        "is_pinned": False,
        "source": "generated",
        "basket_version": 1,
        "is_active": True,
        "created_at": AT,
    }


def answer(scope: Scope, number: int, text: str) -> dict[str, Any]:
    own = derived_id(DAY, "llm_responses", scope.website_id, number)
    return {
        **dict.fromkeys(answers.llm_responses.column_names),
        "id": own,
        "website_id": scope.website_id,
        "day": DAY,
        "simulation_run_id": own,
        "prompt_id": own,
        "conversation_id": own,
        "topic": "browsers",
        "prompt_text": "Which browser?",
        "sequence_order": 1,
        "is_branded": False,
        "locale": "en-US",
        "llm_provider": "openai",
        "llm_model": "gpt",
        "sample_number": 1,
        "response_text": text,
        "citations": "[]",
        "payload_path": "x",
        "is_demonstration": False,
        "basket_version": 1,
        "asked_at": AT,
        "created_at": AT,
    }


def write_site(lake: Lake, scope: Scope, texts: dict[str, str | None]) -> None:
    pages = [page(scope, path, text) for path, text in texts.items()]
    lake.write(audience.scraped_pages, scope.website, pages)
    asked = [prompt(scope, "Which browser is private?")]
    lake.write(audience.prompts, scope.website, asked)


def write_day(lake: Lake, scope: Scope, texts: list[str]) -> Scope:
    daily = replace(scope, day=DAY)
    rows = [answer(scope, number, text) for number, text in enumerate(texts)]
    lake.write(answers.llm_responses, daily.partition, rows)
    return daily


def search(projection: VectorProjection) -> MeaningSearch:
    return MeaningSearch(
        projection.control, projection.objects, projection.vectors, projection.embeddings
    )


def test_a_scope_that_was_never_materialised_is_not_an_empty_one(
    projection: VectorProjection, scope: Scope
) -> None:
    with pytest.raises(MissingDataError, match="scraped_pages has no partition"):
        projection.build(scope)
    with pytest.raises(MissingDataError, match="llm_responses has no partition"):
        projection.build(replace(scope, day=DAY))


def test_nothing_published_is_read_as_empty_tables(
    projection: VectorProjection, scope: Scope
) -> None:
    found = projection.read(scope)
    assert {name: table.num_rows for name, table in found.items()} == {
        "brand_monitor_pages": 0,
        "brand_monitor_prompts": 0,
    }


def test_what_was_published_is_what_was_built(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    write_site(lake, scope, {"": "Home of Brave.", "about": LONG, "empty": None, "blank": " \n"})
    daily = write_day(lake, scope, ["Use Brave.", LONG, "Odd \x00 sign", " "])
    for one in (scope, daily):
        built = projection.build(one)
        projection.replace(one, built)
        found = projection.read(one)
        assert digest_rows(found) == digest_rows(built)
        for name, table in built.items():
            assert found[name].drop_columns([VECTOR]).schema == table.schema
    pages = projection.build(scope)["brand_monitor_pages"].to_pylist()
    assert len([row for row in pages if row["url"].endswith("/about")]) == 5
    assert not [row for row in pages if row["url"].endswith("/empty") and row["text"] != "Empty"]


@pytest.mark.parametrize("kind", ["qdrant", "pinecone"])
def test_the_copy_is_the_same_in_every_store(
    kind: Literal["qdrant", "pinecone"],
    projection: VectorProjection,
    scope: Scope,
    lake: Lake,
    tmp_path: Path,
) -> None:
    write_site(lake, scope, {"about": LONG, "untyped": "No type."})
    daily = write_day(lake, scope, ["Use Brave.", LONG])
    server = QdrantServer(tmp_path, "k") if kind == "qdrant" else PineconeServer(256, "k", lag=3)
    with server.running():
        vectors = VectorStore(kind=kind, url=server.url, api_key="k")
        there = replace(projection, vectors=vectors)
        for one in (scope, daily):
            built = there.build(one)
            there.replace(one, built)
            projection.replace(one, built)
            found = there.read(one)
            assert digest_rows(found) == digest_rows(built)
            for name, table in projection.read(one).items():
                assert found[name].drop_columns([VECTOR]).equals(table.drop_columns([VECTOR]))
            there.replace(one, found)
            assert digest_rows(there.read(one)) == digest_rows(built)
        near = search(there).find_nearest("ads", Within(scope.organization_id), limit=2)
        assert {hit.kind for hit in near} == {"answers", "pages"}


def test_pinecone_of_another_models_length_is_refused_before_anything_is_written(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    daily = write_day(lake, scope, ["Use Brave."])
    server = PineconeServer(1_536, "k")
    with server.running():
        there = replace(
            projection, vectors=VectorStore(kind="pinecone", url=server.url, api_key="k")
        )
        with pytest.raises(StoreError, match=r"dimensions 1536.*wordllama-256 have dimensions 256"):
            there.replace(daily, there.build(daily))
    assert "POST /vectors/upsert" not in server.paths()


def test_ids_are_the_same_in_every_run_and_no_two_pieces_share_one(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    write_site(lake, scope, {"about": LONG, "other": LONG})
    ids = projection.build(scope)["brand_monitor_pages"].column("id").to_pylist()
    assert ids == projection.build(scope)["brand_monitor_pages"].column("id").to_pylist()
    assert len(set(ids)) == len(ids) == 10


def test_a_page_that_changed_or_went_is_followed(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    write_site(lake, scope, {"about": LONG, "gone": "Old."})
    projection.replace(scope, projection.build(scope))
    write_site(lake, scope, {"about": LONG[:100], "new": "New."})
    projection.replace(scope, projection.build(scope))
    texts = set(projection.read(scope)["brand_monitor_pages"].column("text").to_pylist())
    assert texts == {f"About\n\n{LONG[:100]}".strip(), "New\n\nNew."}


def test_what_was_read_is_put_back_without_a_model(
    projection: VectorProjection, scope: Scope, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily = write_day(lake, scope, ["Use Brave.", "Use Firefox."])
    projection.replace(daily, projection.build(daily))
    before = projection.read(daily)
    projection.replace(daily, projection.build(write_day(lake, scope, ["Use Opera."])))
    monkeypatch.setattr(static_vectors, "_load", lambda: pytest.fail("a model was asked"))
    projection.replace(daily, before)
    assert digest_rows(projection.read(daily)) == digest_rows(before)
    assert projection.read(daily)["brand_monitor_answers"].equals(before["brand_monitor_answers"])


def test_a_second_publish_asks_no_model(
    projection: VectorProjection, scope: Scope, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(lake, scope, {"about": LONG})
    projection.replace(scope, projection.build(scope))
    monkeypatch.setattr(static_vectors, "_load", lambda: pytest.fail("a model was asked"))
    projection.replace(scope, projection.build(scope))


def test_replaced_by_nothing_a_scope_is_empty(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    daily = write_day(lake, scope, ["Use Brave."])
    projection.replace(daily, projection.build(daily))
    projection.replace(daily, {})
    assert projection.read(daily)["brand_monitor_answers"].num_rows == 0


def test_rows_of_another_tenant_or_table_are_refused(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    daily = write_day(lake, scope, ["Use Brave."])
    rows = projection.build(daily)
    with pytest.raises(SchemaError, match=r"another website_id.*Nothing was written"):
        projection.replace(replace(daily, owner_id=derived_id(DAY, "x")), rows)
    with pytest.raises(SchemaError, match="not brand_monitor_answers"):
        projection.replace(scope, rows)
    with projection.vectors.open() as index:
        assert index.names() == []


def test_two_organizations_that_watch_one_domain_see_only_their_own(
    projection: VectorProjection, scope: Scope, lake: Lake, control: ControlPlane
) -> None:
    with control.begin() as db:
        other = websites.add(
            db, url="https://brave.example.com", name="B", organization="other", actor="test"
        )
    theirs = Scope(other.organization_id, other.id, other.key)
    for one, text in ((scope, "Ours."), (theirs, "Theirs.")):
        daily = write_day(lake, one, [text])
        projection.replace(daily, projection.build(daily))
    for one, text in ((scope, "Ours."), (theirs, "Theirs.")):
        found = search(projection).find_nearest("Ours. Theirs.", Within(one.organization_id))
        assert [near.text for near in found] == [text]
        assert {near.website_id for near in found} == {one.website_id}


def test_the_nearest_answers_and_pages_are_found_once_each(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    write_site(lake, scope, {"bread": "How to bake sourdough bread at home.", "ads": LONG})
    daily = write_day(lake, scope, [LONG, "Bake bread with rye flour.", "The weather is fine."])
    for one in (scope, daily):
        projection.replace(one, projection.build(one))
    within = Within(scope.organization_id)
    found = search(projection).find_nearest("baking bread", within, limit=2)
    assert {near.kind for near in found} == {"answers", "pages"}
    assert all("bread" in near.text.lower() for near in found)
    sources = [
        (near.kind, near.source_id) for near in search(projection).find_nearest("ads", within)
    ]
    assert len(sources) == len(set(sources)) == 5
    narrow = Within(scope.organization_id, scope.website_id, DAY, DAY)
    only = search(projection).find_nearest("baking bread", narrow, limit=10)
    assert {near.kind for near in only} == {"answers"}


@pytest.mark.parametrize(
    ("text", "kinds", "message"),
    [
        (" ", ["answers"], "blank"),
        ("bread", ["brands"], "answers, pages, prompts"),
    ],
)
def test_a_search_for_nothing_or_of_nothing_known_is_refused(
    projection: VectorProjection, scope: Scope, text: str, kinds: list[str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        search(projection).find_nearest(text, Within(scope.organization_id), kinds=kinds)


def test_an_organization_without_website_is_told_so(projection: VectorProjection) -> None:
    with pytest.raises(InputError, match="watches no website"):
        search(projection).find_nearest("bread", Within(derived_id(DAY, "nobody")))


def test_rows_are_arrow_tables_with_typed_columns(
    projection: VectorProjection, scope: Scope, lake: Lake
) -> None:
    built = projection.build(write_day(lake, scope, ["Use Brave."]))["brand_monitor_answers"]
    assert built.schema.field("day").type == pa.date32()
    assert built.schema.field("sample_number").type == pa.int64()
    assert built.column("day").to_pylist() == [DAY]
