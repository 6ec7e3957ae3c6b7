"""Vectors, Redis and search change their shape under a writer and a reader, and change back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from resources.change.collection_change import CollectionChange, Embedded
from resources.change.index_change import IndexChange
from resources.change.key_change import KeyChange
from resources.change.procedure import Procedure
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError
from resources.identity import new_id
from resources.object_store import Objects
from resources.redis_keys.key import KeyPattern
from resources.redis_store import RedisStore
from resources.search_index.declaration import Field, IndexDeclaration
from resources.search_index.documents import DocumentScope, Tenant
from resources.search_index.search_query import SearchQuery
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.vector_index import Collection, Entry, Place, VectorIndex, Within
from tests.qdrant_server import QdrantServer
from tests.resources.vector_index.conftest import KEY, qdrant_of
from tests.searches import KINDS, make_store, wipe
from tests.traffic import Traffic, carry_through
from tests.vector_stores import ACME, SHOP, CountingEmbedder, entry, made_id

PLACES = [Place(ACME, made_id("place", one)) for one in range(3)]
QUERIES = KeyPattern(
    "operations", "cache:query:{query_hash}", "string", timedelta(hours=1), "Answers, as texts"
)
ANSWERS = KeyPattern(
    "operations", "cache:answers:{query_hash}", "hash", timedelta(hours=1), "Answers, with fields"
)
NOTES = IndexDeclaration("notes", 1, (Field("text", "text"),))
WORDS = IndexDeclaration(
    "notes_in_english", 1, (Field("text", "english"), Field("size", "integer"))
)


class WideEmbedder(CountingEmbedder):
    """Another model, of longer vectors."""

    model = "counting-wide"


@pytest.fixture(params=["pgvector", "qdrant"])
def index(
    request: pytest.FixtureRequest, changed_database: ControlPlane, tmp_path: Path
) -> Iterator[VectorIndex]:
    if request.param == "pgvector":
        yield PostgresIndex(changed_database)
        return
    with qdrant_of(QdrantServer(tmp_path / "qdrant", KEY)) as made:
        yield made


@pytest.fixture
def collections(index: VectorIndex) -> Iterator[CollectionChange]:
    short, wide = CountingEmbedder(), WideEmbedder(96)
    old = Collection("changed_notes", short.model, short.dimensions)
    new = replace(old, model=wide.model, dimensions=wide.dimensions)
    made = CollectionChange(
        index,
        f"wider-vectors-{new_id()}",
        "notes are embedded by the wider model",
        Embedded(old, short),
        Embedded(new, wide),
        lambda: PLACES,
    )
    index.create(old)
    yield made
    index.drop(old.name)
    index.drop(new.name)


def test_a_collection_gets_another_model_and_length(
    collections: CollectionChange, changed_database: ControlPlane, kept: Objects
) -> None:
    procedure = Procedure(changed_database, kept, collections)
    index = collections.index
    there: dict[Place, list[Entry]] = {place: [] for place in PLACES}

    def write(number: int) -> None:
        place = PLACES[number % len(PLACES)]
        wanted = [*there[place], entry(f"note {number}")]
        with procedure.phases.hold() as phase:
            collections.write(phase, place, wanted)
        there[place] = wanted

    def read(number: int) -> str:
        place = PLACES[number % len(PLACES)]
        with procedure.phases.hold() as phase:
            shape = collections.reading(phase)
            vector = shape.embedder.embed([f"note {number}"])[0]
            within = Within(place.organization_id, place.website_id)
            return index.find_nearest(shape.collection, vector, within, 1)[0].text

    def look() -> tuple[bool, bool]:
        shapes = (collections.old, collections.new)
        old, new = (index.find(one.collection) is not None for one in shapes)
        return old, new

    carry_through(procedure, Traffic(write, read, lambda n: f"note {n}"), look)


@pytest.mark.redis
def test_cached_answers_become_hashes_under_another_name(
    store: RedisStore, changed_database: ControlPlane, kept: Objects
) -> None:
    change = KeyChange(store, f"answer-hashes-{new_id()}", "", QUERIES, ANSWERS)
    procedure = Procedure(changed_database, kept, change)

    def write(number: int) -> None:
        with procedure.phases.hold() as phase:
            change.write(phase, f"q{number}", f"answer {number}")
            change.write(phase, "gone", "an answer that was made old")
            change.delete("gone")

    def read(number: int) -> tuple[str | None, str | None]:
        with procedure.phases.hold() as phase:
            return change.read(phase, f"q{number}"), change.read(phase, "never kept")

    def look() -> tuple[bool, bool]:
        old, new = (
            any(store.list_names("operations", one)) for one in ("cache:query:", "cache:answers:")
        )
        return old, new

    traffic = Traffic(write, read, lambda n: (f"answer {n}", None))
    carry_through(procedure, traffic, look)
    names = set(store.list_names("operations"))
    assert "cache:query:gone" not in names
    assert all(0 < store.read_kind("operations", one)[1] <= 3_600_000 for one in names)


@pytest.mark.redis
@pytest.mark.parametrize(
    "new",
    [
        replace(ANSWERS, type="string"),
        replace(ANSWERS, pattern="cache:{query_hash}:answers"),
        replace(ANSWERS, pattern="cache:{owner}:{query_hash}"),
    ],
)
def test_keys_between_which_nothing_can_be_copied_are_refused(new: KeyPattern) -> None:
    with pytest.raises(ConfigurationError, match="cannot become"):
        KeyChange(RedisStore(), "other-keys", "", QUERIES, new)


def to_words(document: Mapping[str, Any]) -> dict[str, Any]:
    return {**document, "size": len(document["text"].split())}


def to_notes(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "size"}


@pytest.fixture(params=KINDS)
def notes(request: pytest.FixtureRequest, changed_database: ControlPlane) -> Iterator[IndexChange]:
    scopes = [DocumentScope(ACME, f"{SHOP}-{one}") for one in range(3)]
    search = make_store(request.param, changed_database.url)
    made = IndexChange(
        search, f"notes-{new_id()}", "", NOTES, WORDS, to_words, to_notes, lambda: scopes
    )
    search.migrations(made.revisions).up("0001")
    yield made
    wipe(search)


def test_an_index_gets_other_fields_and_another_analyzer(
    notes: IndexChange, changed_database: ControlPlane, kept: Objects
) -> None:
    procedure = Procedure(changed_database, kept, notes)
    scopes = list(notes.scopes())
    there: dict[DocumentScope, list[dict[str, Any]]] = {scope: [] for scope in scopes}

    def write(number: int) -> None:
        scope = scopes[number % len(scopes)]
        tenant = {"organization_id": scope.organization_id, "website_id": scope.website_id}
        document = {"id": f"n{number}", **tenant, "text": f"note word{number}"}
        wanted = [*there[scope], document]
        with procedure.phases.hold() as phase, notes.open() as index:
            notes.write(index, phase, scope, wanted)
        there[scope] = wanted

    def read(number: int) -> list[str]:
        with procedure.phases.hold() as phase, notes.open() as index:
            query = SearchQuery(notes.reading(phase), Tenant(ACME), f"word{number}")
            return [hit.document["id"] for hit in index.search(query).hits]

    def look() -> tuple[bool, bool]:
        return _has(notes, NOTES), _has(notes, WORDS)

    carry_through(procedure, Traffic(write, read, lambda n: [f"n{n}"]), look)


def _has(notes: IndexChange, declared: IndexDeclaration) -> bool:
    from resources.errors import MissingDataError

    try:
        with notes.open() as index:
            return index.count(declared.name, next(iter(notes.scopes()))) >= 0
    except MissingDataError:
        return False
