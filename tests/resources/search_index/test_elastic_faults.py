"""What a person reads when Elasticsearch is down, full, read-only, too old, or lost in mid-bulk."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from resources.errors import ConfigurationError, MissingDataError, OneviceError, StoreError
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.search_index import elastic_bulk, elastic_client
from resources.search_index.documents import DocumentScope, Replaced, Tenant
from resources.search_index.elastic_client import describe, open_client
from resources.search_index.elastic_index import ElasticSearchIndex
from resources.search_index.search_query import SearchQuery
from resources.search_store import SearchStore
from tests.elastic_server import Asked, Said, answering
from tests.fault_proxy import closed_port
from tests.searches import document

SCOPE = DocumentScope("org", "web")
QUERY = SearchQuery("website_content", Tenant("org"), "spa")
SECRET = "canary-4711"

Answer = Callable[[Asked], Said]


def refusal(status: int, kind: str, reason: str) -> Said:
    return Said(status, {"error": {"type": kind, "reason": reason}, "status": status})


DOWN_BY_DISK = (
    "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index "
    "has read-only-allow-delete block];"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_bulk, "_BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr(elastic_client, "RETRIES", 0)


@contextmanager
def index_at(url: str, patience_seconds: float = 0) -> Iterator[ElasticSearchIndex]:
    declared = known_revisions()[-1].by_name
    with open_client(url, "") as client:
        yield ElasticSearchIndex(
            client, describe(url), "p", declared, lambda: None, patience_seconds
        )


class Bulk:
    """A server that takes documents; what it says to each is scripted."""

    def __init__(self, say: Callable[[int, str], dict[str, Any] | None]) -> None:
        self.say = say
        self.requests = 0
        self.held: set[str] = set()

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/_search"):
            return Said(body={"_scroll_id": "s", "hits": {"hits": []}, "_shards": _SHARDS})
        if not asked.path.endswith("/_bulk"):
            return Said(body={})
        self.requests += 1
        items = []
        for line in asked.lines[::2]:
            identity = line["index"]["_id"]
            error = self.say(self.requests, identity.rpartition("/")[2])
            if error is None:
                self.held.add(identity.rpartition("/")[2])
                items.append({"index": {"_id": identity, "status": 201}})
            else:
                status = error["status"]
                items.append({"index": {"_id": identity, "status": status, "error": error}})
        return Said(body={"errors": True, "items": items})


_SHARDS = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}


def item(status: int, kind: str, reason: str) -> dict[str, Any]:
    return {"type": kind, "reason": reason, "status": status}


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        (
            refusal(401, "security_exception", "unable to authenticate user [me]"),
            ConfigurationError,
            "refused the login",
        ),
        (
            refusal(403, "security_exception", "action [search] is unauthorized"),
            StoreError,
            "does not allow",
        ),
        (
            refusal(
                400,
                "media_type_header_exception",
                "Invalid media-type value on headers [Accept, Content-Type]",
            ),
            StoreError,
            "is not version 9.*Upgrade it to Elasticsearch 9",
        ),
        (
            refusal(
                400,
                "status_exception",
                "A compatible version is required on both Content-Type and Accept headers. Accept "
                "version must be either version 8 or 7, but found 9.",
            ),
            StoreError,
            "is not version 9",
        ),
        (Said(200, {"tagline": "You know"}, {}), ConfigurationError, "does not call itself"),
        (
            refusal(404, "index_not_found_exception", "no such index [p-website_content]"),
            MissingDataError,
            "onevice migrate up --store search",
        ),
        (refusal(429, "cluster_block_exception", DOWN_BY_DISK), StoreError, "disk is full"),
        (
            refusal(403, "cluster_block_exception", "[FORBIDDEN/5/index read-only (api)];"),
            StoreError,
            "made it read-only",
        ),
        (
            refusal(429, "es_rejected_execution_exception", "rejected execution"),
            StoreError,
            "overloaded",
        ),
        (
            refusal(429, "circuit_breaking_exception", "[parent] Data too large"),
            StoreError,
            "short of memory",
        ),
        (refusal(503, "cluster_block_exception", "state not recovered"), StoreError, "503"),
        (Said(502, "<html>Bad gateway</html>"), StoreError, "502"),
        (Said(0), StoreError, "did not answer while searching website_content"),
    ],
)
def test_a_search_that_fails_says_where_why_and_what_to_do(
    said: Said, kind: type[OneviceError], told: str
) -> None:
    with (
        answering(lambda _: said) as (url, _),
        index_at(url.replace("http://", f"http://me:{SECRET}@")) as index,
        pytest.raises(kind, match=told) as raised,
    ):
        index.search(QUERY)
    assert url in str(raised.value)
    assert SECRET not in str(raised.value)


def test_a_server_that_is_down_is_told_with_its_address() -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    for work in (
        lambda index: index.search(QUERY),
        lambda index: index.read("website_content", SCOPE),
        lambda index: index.count("website_content", SCOPE),
        lambda index: index.replace("website_content", SCOPE, []),
    ):
        with index_at(url) as index, pytest.raises(StoreError, match=f"{url} did not answer"):
            work(index)
    migrations = SearchStore(url=url).migrations()
    for ask in (migrations.status, migrations.up, migrations.check):
        with pytest.raises(StoreError, match=f"{url} did not answer"):
            ask()
    with pytest.raises(StoreError, match=f"{url} did not answer"):
        SearchStore(url=url).read_version()


def test_documents_that_are_refused_are_named_and_the_others_kept() -> None:
    reason = "failed to parse field [position]"
    bad = {"3", "5"}
    server = Bulk(
        lambda _, one: item(400, "document_parsing_exception", reason) if one in bad else None
    )
    pages = [document(SCOPE, str(n)) for n in range(8)]
    with answering(server) as (url, _), index_at(url) as index:
        with pytest.raises(StoreError) as raised:
            index.replace("website_content", SCOPE, pages)
        assert "did not take 2 of 8 changes" in str(raised.value)
        assert f"3: document_parsing_exception: {reason}; 5: " in str(raised.value)
        assert server.held == {"0", "1", "2", "4", "6", "7"}
        bad.clear()
        assert index.replace("website_content", SCOPE, pages) == Replaced(8, 0)
        assert len(server.held) == 8


def test_of_many_refused_documents_five_are_named() -> None:
    server = Bulk(lambda *_: item(400, "document_parsing_exception", "no"))
    pages = [document(SCOPE, str(n)) for n in range(9)]
    with (
        answering(server) as (url, _),
        index_at(url) as index,
        pytest.raises(StoreError, match=r"did not take 9 of 9 .*and 4 more"),
    ):
        index.replace("website_content", SCOPE, pages)


def test_a_server_that_is_overloaded_is_tried_again_and_then_told() -> None:
    busy = item(429, "es_rejected_execution_exception", "rejected")
    pages = [document(SCOPE, str(n)) for n in range(3)]
    heals = Bulk(lambda number, one: busy if number <= 2 and one == "1" else None)
    with answering(heals) as (url, asked), index_at(url) as index:
        assert index.replace("website_content", SCOPE, pages) == Replaced(3, 0)
        sent = [len(one.lines) // 2 for one in asked if one.path.endswith("_bulk")]
        assert sent == [3, 1, 1]
    stays = Bulk(lambda _, one: busy if one == "1" else None)
    with (
        answering(stays) as (url, _),
        index_at(url) as index,
        pytest.raises(StoreError, match=r"did not take 1 of 3 .*overloaded"),
    ):
        index.replace("website_content", SCOPE, pages)
    assert stays.held == {"0", "2"}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (item(429, "cluster_block_exception", DOWN_BY_DISK), "disk is full"),
        (item(403, "cluster_block_exception", "[FORBIDDEN/5/index read-only (api)]"), "read-only"),
        (
            item(400, "strict_dynamic_mapping_exception", "introduction of [x] is not allowed"),
            "onevice migrate up",
        ),
        (
            item(403, "cluster_block_exception", "[FORBIDDEN/8/index write (api)]"),
            "a migration is under way or was killed: run `onevice migrate up",
        ),
    ],
)
def test_an_index_that_takes_nothing_says_why(error: dict[str, Any], told: str) -> None:
    with (
        answering(Bulk(lambda *_: error)) as (url, _),
        index_at(url) as index,
        pytest.raises(StoreError, match="(?i)" + told.replace("(", r"\(")),
    ):
        index.replace("website_content", SCOPE, [document(SCOPE, "a")])


def test_a_writer_waits_while_a_migration_keeps_it_out() -> None:
    blocked = item(403, "cluster_block_exception", "[FORBIDDEN/8/index write (api)]")
    server = Bulk(lambda number, _: blocked if number <= 3 else None)
    with answering(server) as (url, _), index_at(url, patience_seconds=30) as index:
        assert index.replace("website_content", SCOPE, [document(SCOPE, "a")]) == Replaced(1, 0)
    assert server.requests == 4


def test_a_server_lost_in_mid_bulk_is_told_and_a_second_call_completes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(elastic_bulk, "CHUNK_DOCUMENTS", 2)
    taking = Bulk(lambda *_: None)
    is_lost = True

    def answer(asked: Asked) -> Said:
        if is_lost and asked.path.endswith("_bulk") and taking.requests == 2:
            return Said(0)
        return taking(asked)

    pages = [document(SCOPE, str(n)) for n in range(8)]
    with answering(answer) as (url, _), index_at(url) as index:
        with pytest.raises(StoreError, match="What it confirmed before is kept"):
            index.replace("website_content", SCOPE, pages)
        assert taking.held == {"0", "1", "2", "3"}
        is_lost = False
        index.replace("website_content", SCOPE, pages)
    assert len(taking.held) == 8


def test_the_login_is_sent_and_nowhere_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with answering(lambda _: refusal(401, "security_exception", "no")) as (url, asked):
        store = SearchStore(url=url, api_key=SECRET)
        with store.open() as index, pytest.raises(ConfigurationError) as raised:
            index.search(QUERY)
        named = SearchStore(url=url.replace("http://", f"http://me:{SECRET}@"))
        with named.open() as other, pytest.raises(ConfigurationError) as again:
            other.count("website_content", SCOPE)
    logins = [one.headers["authorization"] for one in asked]
    assert logins[0] == f"ApiKey {SECRET}"
    assert logins[1].startswith("Basic ")
    shown = [repr(store), str(store), repr(named), repr(store.migrations()), repr(index.address)]
    shown += [repr(named.migrations()), str(raised.value), str(again.value), caplog.text]
    assert not [one for one in shown if SECRET in one]


@pytest.mark.parametrize(
    "url",
    [
        f"elasticsearch://me:{SECRET}@host",
        f"me:{SECRET}@host:9200",
        f"http://me:{SECRET}@:9200",
        f"http://me:{SECRET}@host:99999999",
        f"https://[{SECRET}",
        SECRET,
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError, match="ELASTICSEARCH_URL is no address") as raised:
        SearchStore(url=url).open().__enter__()
    assert SECRET not in str(raised.value)


def test_two_logins_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="two logins"):
        SearchStore(url="https://me:a@host", api_key="b").open().__enter__()


def test_a_certificate_that_nobody_trusts_is_refused(tmp_path: Any) -> None:
    with (
        answering(lambda _: Said()) as (url, asked),
        index_at(url.replace("http://", "https://")) as index,
        pytest.raises(StoreError, match="certificate this machine trusts"),
    ):
        index.search(QUERY)
    assert not asked


def test_every_request_carries_the_tenant() -> None:
    empty = {"hits": {"hits": [], "total": {"value": 0}}, "count": 0, "_shards": _SHARDS}
    with (
        answering(lambda _: Said(body={**empty, "_scroll_id": "s"})) as (url, asked),
        index_at(url) as index,
    ):
        index.search(QUERY)
        index.read("website_content", SCOPE)
        index.count("website_content", SCOPE)
    reads = [one for one in asked if one.path.endswith(("_search", "_count"))]
    assert len(reads) == 3
    for one in reads:
        assert {"term": {"organization_id": "org"}} in _filters(json.loads(one.body)["query"])


def _filters(query: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = query["bool"]["filter"]
    return found
