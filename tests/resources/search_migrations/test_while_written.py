"""No write is lost while an index is replaced, and no reader sees a gap."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from resources.errors import OneviceError, StoreError
from resources.migrations.elasticsearch import elastic_swap
from resources.migrations.elasticsearch.elastic_runner import ElasticSearchMigrations
from resources.search_index.documents import DocumentScope, Tenant
from resources.search_index.elastic_client import open_client
from resources.search_index.search_query import SearchQuery
from resources.search_store import SearchStore
from tests.resources.search_migrations.two_versions import versions_of
from tests.searches import KINDS, document, make_store, wipe

PAGES = "website_content"
STANDING = DocumentScope("org", "standing")
MANY = 2_000


@dataclass
class Worker:
    """Does something again and again in a thread, until told to stop."""

    work: Callable[[], None]
    rounds: int = 0
    errors: list[OneviceError] = field(default_factory=list)

    def __enter__(self) -> Worker:
        self._stopped = threading.Event()
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def wait(self, rounds: int) -> None:
        """Wait until it did so many more rounds."""
        with self._moved:
            until = self.rounds + rounds
            assert self._moved.wait_for(lambda: self.rounds >= until or self.errors, timeout=60)

    def _run(self) -> None:
        while not self._stopped.is_set() and not self.errors:
            try:
                self.work()
            except OneviceError as error:
                self.errors.append(error)
            with self._moved:
                self.rounds += 1
                self._moved.notify_all()


class Writer:
    """Writes, updates and deletes documents of eight websites, and knows what must be there."""

    def __init__(self, store: SearchStore) -> None:
        self.store = store
        self.draw = random.Random(11)
        self.expected: dict[DocumentScope, list[dict[str, str]]] = {}
        self.number = 0

    def __call__(self) -> None:
        self.number += 1
        scope = DocumentScope("org", f"web-{self.draw.randrange(8)}")
        chosen = [f"{n:02}" for n in range(30) if self.draw.random() < 0.5]
        pages = [document(scope, one, content=f"spa {self.number}") for one in chosen]
        with self.store.open() as index:
            index.replace(PAGES, scope, pages)
        self.expected[scope] = pages


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, session_database: str) -> Iterator[SearchStore]:
    made = make_store(request.param, session_database)
    versions_of(made).up("0001")
    with made.open() as index:
        pages = [document(STANDING, f"{n:05}", content="lighthouse") for n in range(MANY)]
        index.replace(PAGES, STANDING, pages)
    yield made
    wipe(made)


def slow_down(monkeypatch: pytest.MonkeyPatch, writing: Worker) -> None:
    """Let the writer act between the steps of a swap, also while it is kept out."""
    catch_up = elastic_swap.Swap._catch_up

    def slowly(self: elastic_swap.Swap) -> int:
        done = catch_up(self)
        settings = self.client.indices.get_settings(index=self.old)[self.old]["settings"]
        if "blocks" not in settings["index"]:
            writing.wait(3)
        return done

    monkeypatch.setattr(elastic_swap.Swap, "_catch_up", slowly)


@pytest.mark.parametrize("way", ["up", "down"])
def test_writes_updates_and_deletions_during_a_migration_are_all_there_afterwards(
    store: SearchStore, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = versions_of(store)
    if way == "down":
        migrations.up()
    writer = Writer(store)

    def read() -> None:
        with store.open() as index:
            found = index.search(SearchQuery(PAGES, Tenant("org", "standing"), "lighthouse"))
        if found.total != MANY:
            raise StoreError(f"a reader saw {found.total} documents")

    with Worker(writer) as writing, Worker(read) as reading:
        slow_down(monkeypatch, writing)
        writing.wait(5)
        reading.wait(1)
        assert migrations.up() if way == "up" else migrations.down("0001")
        writing.wait(5)
        reading.wait(1)
    assert not writing.errors
    assert not reading.errors
    with store.open() as index:
        for scope, pages in writer.expected.items():
            assert index.read(PAGES, scope) == pages
        assert index.count(PAGES, STANDING) == MANY
    if way == "up":
        assert migrations.check() == []


@pytest.mark.skipif(
    "elasticsearch" not in KINDS, reason="ONEVICE_TEST_ELASTICSEARCH_URL is not set"
)
def test_a_runner_that_was_taken_for_dead_cannot_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store("elasticsearch", "")
    migrations = versions_of(store)
    assert isinstance(migrations, ElasticSearchMigrations)
    migrations.up("0001")
    scope = DocumentScope("org", "web")
    alias = f"{store.prefix}-{PAGES}"
    catch_up = elastic_swap.Swap._catch_up
    rounds: list[int] = []

    def overtaken(self: elastic_swap.Swap) -> int:
        done = catch_up(self)
        rounds.append(done)
        if len(rounds) == 2:  # writers are kept out; another runner opens the index again
            elastic_swap.open_for_writes(self.client, alias, self.old)
            with store.open() as index:
                index.replace(PAGES, scope, [document(scope, "late")])
        return done

    monkeypatch.setattr(elastic_swap.Swap, "_catch_up", overtaken)
    with pytest.raises(StoreError, match="fence"):
        migrations.up()
    with store.open() as index, open_client(store.url, "") as client:
        assert list(client.indices.get_alias(name=alias)) == [f"{alias}-v1"]
        assert index.read(PAGES, scope) == [document(scope, "late")]
        assert [one.version for one in migrations.up()] == ["0002"]
        assert index.read(PAGES, scope) == [document(scope, "late")]
    wipe(store)
