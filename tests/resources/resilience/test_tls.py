"""Who answers is verified on every way that leaves this machine, and nobody switches that off."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.control_plane.engine import parse_url, secure
from resources.errors import ConfigurationError, StoreError
from resources.graph_errors import check_address as check_graph
from resources.redis_errors import check_address as check_redis
from resources.resilience.tls import is_trusted_host, require_tls
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore
from tests.certificates import self_signed
from tests.fake_s3 import FakeS3
from tests.resources.resilience.lab import CANARY, Lab, s3_put


@pytest.mark.parametrize(
    ("host", "is_trusted"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("db.localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("postgres", True),
        ("10.0.0.5", True),
        ("10.0.0.6", False),
        ("localhost.evil.test", False),
        ("127.0.0.1.evil.test", False),
        ("0.0.0.0", False),
        ("db.test", False),
        ("", False),
    ],
)
def test_only_this_machine_and_named_hosts_are_spoken_to_in_clear(
    monkeypatch: pytest.MonkeyPatch, host: str, is_trusted: bool
) -> None:
    monkeypatch.setenv("ONEVICE_PRIVATE_HOSTS", "Postgres, 10.0.0.5,,")
    assert is_trusted_host(host) is is_trusted


@pytest.mark.parametrize(
    ("given", "mode", "authority"),
    [
        ("db.test", "verify-full", "system"),
        ("db.test?sslmode=require", "verify-full", "system"),
        ("db.test?sslmode=verify-full&sslrootcert=/ca.pem", "verify-full", "/ca.pem"),
        ("db.test?sslmode=verify-ca&sslrootcert=/ca.pem", "verify-ca", "/ca.pem"),
        ("aws-0-eu-central-1.pooler.supabase.com:6543", "verify-full", "system"),
        ("127.0.0.1", None, None),
        ("localhost?sslmode=disable", "disable", None),
    ],
)
def test_postgresql_elsewhere_is_verified(
    given: str, mode: str | None, authority: str | None
) -> None:
    host, _, options = given.partition("?")
    url = secure(parse_url(f"postgresql://me:{CANARY}@{host}/postgres?{options}"))
    assert (url.query.get("sslmode"), url.query.get("sslrootcert")) == (mode, authority)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2canary@db.test/d?sslmode=disable",
        "postgresql://me:hunter2canary@db.test/d?sslmode=allow",
        "postgresql://me:hunter2canary@db.test/d?sslmode=prefer",
        "postgresql://me:hunter2canary@/d?host=db.test&sslmode=disable",
        "redis://:hunter2canary@cache.test:6379",
        "bolt://me:hunter2canary@graph.test:7687",
        "neo4j://me:hunter2canary@graph.test",
        "bolt+ssc://me:hunter2canary@graph.test",
        "neo4j+ssc://me:hunter2canary@127.0.0.1",
        "http://me:hunter2canary@search.test:9200",
    ],
)
def test_an_address_without_verified_tls_is_refused_before_anything_is_sent(url: str) -> None:
    checks = {"postgresql": lambda text: secure(parse_url(text)), "redis": check_redis}
    checks |= dict.fromkeys(("bolt", "neo4j", "bolt+ssc", "neo4j+ssc"), check_graph)
    checks["http"] = lambda text: require_tls(text, "ELASTICSEARCH_URL")
    with pytest.raises(ConfigurationError) as told:
        checks[url.partition("://")[0]](url)
    assert CANARY not in str(told.value)
    assert ".test" in str(told.value) or "127.0.0.1" in str(told.value)


@pytest.mark.parametrize(
    ("store", "name"),
    [
        (
            SearchStore(url="http://me:hunter2canary@s.test:9200"),
            "ELASTICSEARCH_URL leads to s.test",
        ),
        (SearchStore(url="http://s.test", api_key=CANARY), "ELASTICSEARCH_URL leads to s.test"),
        (
            VectorStore(kind="qdrant", url="http://q.test:6333", api_key=CANARY),
            "QDRANT_URL leads to",
        ),
        (VectorStore(kind="qdrant", url="http://q.test:6333"), "QDRANT_URL leads to q.test"),
        (
            VectorStore(kind="pinecone", url="http://p.test", api_key=CANARY),
            "PINECONE_INDEX_HOST leads to p.test",
        ),
    ],
)
def test_a_search_or_vectors_in_clear_are_refused_at_opening_and_told_by_the_status(
    store: SearchStore | VectorStore, name: str
) -> None:
    with pytest.raises(ConfigurationError, match=name) as told, store.open():
        pytest.fail("it went in clear")
    found = store.health()
    assert (found.state, found.detail) == ("unusable", str(told.value))
    assert CANARY not in str(told.value) + str(found)


def test_hosts_that_are_named_may_be_spoken_to_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_PRIVATE_HOSTS", "s.test,q.test")
    with SearchStore(url="http://s.test").open() as search:
        assert search.address == "http://s.test:9200"
    with VectorStore(kind="qdrant", url="http://q.test:6333").open() as vectors:
        assert vectors.address == "Qdrant at q.test:6333"


@pytest.mark.parametrize(
    "url",
    [
        "neo4j+s://0a1b2c3d.databases.neo4j.io",
        "neo4j+s://0a1b2c3d.databases.neo4j.io:7687",
        "bolt+s://graph.test",
        "bolt://127.0.0.1:7687",
        "neo4j://localhost",
    ],
)
def test_aura_and_its_like_are_accepted(url: str) -> None:
    check_graph(url)


@pytest.mark.parametrize("url", ["ftp://a.test", "https://", "http://[", "https://a.test:0", ""])
def test_what_is_no_web_address_is_named_by_its_variable(url: str) -> None:
    with pytest.raises(ConfigurationError, match="QDRANT_URL is not an address"):
        require_tls(url, "QDRANT_URL")


def test_postgresql_with_a_certificate_of_its_own_is_refused_until_its_authority_is_named(
    lab: Lab, tmp_path: Path
) -> None:
    authority, context = self_signed(tmp_path, "db.test")
    way = lab.way_to_postgres(tls=context, asks_for_tls="postgres")
    there = {"hostaddr": "127.0.0.1"}  # libpq goes here, and verifies the name of the host
    with (
        pytest.raises(StoreError, match=r"verify failed.*&sslrootcert=") as told,
        lab.postgres(way.port, options=there, host="db.test").begin(),
    ):
        pytest.fail("anybody could have answered")
    assert "db.test" in str(told.value)
    named = {**there, "sslrootcert": str(authority)}
    with lab.postgres(way.port, options=named, host="db.test").begin() as db:
        assert db.exec_driver_sql("SELECT 1").scalar_one() == 1
    with (
        pytest.raises(StoreError, match="does not match host name"),
        lab.postgres(way.port, options=named, host="other.test").begin(),
    ):
        pytest.fail("it is another's certificate")


def test_postgresql_that_speaks_no_tls_is_refused_elsewhere(lab: Lab) -> None:
    way = lab.way_to_postgres()
    there = {"hostaddr": "127.0.0.1"}
    with (
        pytest.raises(StoreError, match=r"SSL.*ONEVICE_PRIVATE_HOSTS"),
        lab.postgres(way.port, options=there, host="db.test").begin(),
    ):
        pytest.fail("it went in clear")


def test_a_graph_with_a_certificate_of_its_own_is_refused_until_its_authority_is_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = self_signed(tmp_path)
    way = lab.way_to_graph(tls=context)
    graph = lab.graph(way.port, scheme="bolt+s")
    refused = graph.health()
    assert refused.state == "unusable", refused
    assert "SSL_CERT_FILE" in refused.detail
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert graph.health().is_up


def test_a_bucket_with_a_certificate_of_its_own_is_refused_until_its_authority_is_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = self_signed(tmp_path)
    fake = FakeS3()
    lab.ends.callback(fake.close)
    way = lab.way(("127.0.0.1", fake.port), tls=context)
    with pytest.raises(StoreError, match="SSL_CERT_FILE"):
        s3_put(monkeypatch, way.port, "https")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    s3_put(monkeypatch, way.port, "https")


def test_no_client_has_a_switch_that_trusts_everybody() -> None:
    """Word by word, because a library's switch would not be seen by the tests above."""
    words = ("verify=False", "verify_certs=False", "CERT_NONE", "TrustAll", "allow_invalid")
    root = Path(__file__).resolve().parents[3]
    found = [
        f"{path.relative_to(root)}: {word}"
        for package in ("resources", "onevice_assets", "sensors")
        for path in (root / package).rglob("*.py")
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert not found
