"""The Redis resource: its keys, its ends, its errors; the same on the embedded and on a server."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from resources.errors import ConfigurationError, StoreError
from resources.local_servers import ensure, stop
from resources.redis_keys.monitor import SESSION
from resources.redis_store import RedisStore
from tests.certificates import self_signed
from tests.fault_proxy import closed_port
from tests.stores import driver_of, keys_of

A = SESSION.key(session_id="a")
SECRET = "hidden-word"
SOON = datetime.now(UTC) + timedelta(hours=1)


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{SECRET}@cache.test",
        f"{SECRET}",
        f"redis://:{SECRET}@",
        f"redis://:{SECRET}@cache.test:port",
        f"redis://:{SECRET}@cache.test:0",
        f"redis://:{SECRET}@cache.test/first",
        f"rediss://:{SECRET}@cache.test?no_such_option={SECRET}",
        f"rediss://:{SECRET}@cache.test?socket_timeout=soon",
        f"redis://:{SECRET}@{'long' * 20}.test",
        f"unix://:{SECRET}@",
        f"redis://[{SECRET}",
    ],
)
def test_an_address_that_is_none_is_a_wrong_setting(url: str) -> None:
    store = RedisStore(url=url)
    with pytest.raises(ConfigurationError, match="REDIS_URL is not an address") as told:
        store.read_hash(A)
    assert SECRET not in str(told.value) + repr(store)


@pytest.mark.parametrize(
    "option",
    [
        "ssl_cert_reqs=none",
        "ssl_cert_reqs=optional",
        "ssl_check_hostname=false",
        "a=b&ssl_cert_reqs=none",
    ],
)
def test_nobody_switches_the_check_of_a_certificate_off(option: str) -> None:
    store = RedisStore(url=f"rediss://:{SECRET}@cache.test?{option}")
    with pytest.raises(ConfigurationError, match="ssl_ca_certs") as told:
        store.read_hash(A)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("url", ["127.0.0.1:6399", "cache.test:6399", "cache.test"])
def test_an_address_without_a_scheme_is_called_by_its_variable(url: str) -> None:
    found = RedisStore(url=url).health()
    assert (found.address, found.state) == ("REDIS_URL", "unusable")
    assert "REDIS_URL is not an address" in found.detail
    assert "None" not in found.detail


def test_a_redis_that_is_not_there_is_told_soon_with_what_to_do() -> None:
    port = closed_port()
    store = RedisStore(url=f"redis://me:{SECRET}@127.0.0.1:{port}")
    with pytest.raises(StoreError, match="did not answer") as told:
        store.read_hash(A)
    assert f"Redis at 127.0.0.1:{port}" in str(told.value)
    assert "{" not in str(told.value)
    assert "reading `session`" in str(told.value).lower()
    assert "REDIS_URL" in str(told.value)
    assert SECRET not in str(told.value)
    assert told.value.__suppress_context__, "a traceback shows nothing of the driver's either"


def test_a_server_too_old_to_understand_the_login_is_not_quoted() -> None:
    answer = f"-ERR unknown command `HELLO`, with args beginning with: `3`, `{SECRET}`\r\n"
    with _answering(answer.encode() * 4) as port:
        store = RedisStore(url=f"redis://:{SECRET}@127.0.0.1:{port}")
        with pytest.raises((StoreError, ConfigurationError)) as told:
            store.read_hash(A)
    assert SECRET not in str(told.value)


def test_a_certificate_nobody_vouches_for_is_refused_and_a_named_authority_is_not(
    tmp_path: Path,
) -> None:
    certificate, context = self_signed(tmp_path)
    answers = b"-NOAUTH no\r\n" * 8
    with _answering(answers, context) as port:
        with pytest.raises(StoreError, match="CERTIFICATE_VERIFY_FAILED"):
            RedisStore(url=f"rediss://127.0.0.1:{port}").read_hash(A)
        trusted = f"rediss://127.0.0.1:{port}?ssl_ca_certs={quote(str(certificate))}"
        with pytest.raises(ConfigurationError, match="refused the login"):
            RedisStore(url=trusted).read_hash(A)


@pytest.mark.redis
def test_a_wrong_password_is_a_wrong_setting(home: Path) -> None:
    address = ensure("redis", home)
    store = RedisStore(url=address.url.replace("unix://", f"unix://default:{SECRET}@"))
    with pytest.raises(ConfigurationError, match="refused the login") as told:
        store.read_hash(A)
    assert SECRET not in str(told.value)


@pytest.mark.redis
def test_what_is_written_is_read_until_it_is_deleted(store: RedisStore) -> None:
    store.write_hash(A, {"user_id": "1", "name": "Zoë"}, expires_at=SOON)
    assert store.read_hash(A) == {"user_id": "1", "name": "Zoë"}
    assert store.delete(A)
    assert store.read_hash(A) == {}
    assert not store.delete(A)


@pytest.mark.redis
def test_a_second_write_leaves_nothing_of_the_first(store: RedisStore) -> None:
    store.write_hash(A, {"user_id": "1", "extra": "x"}, expires_at=SOON)
    store.write_hash(A, {"user_id": "2"}, expires_at=SOON)
    assert store.read_hash(A) == {"user_id": "2"}


@pytest.mark.redis
def test_every_key_has_its_systems_prefix_and_an_end(store: RedisStore) -> None:
    store.write_hash(A, {"user_id": "1"}, expires_at=SOON)
    (key,) = keys_of(store)
    assert key == f"{store.namespace}brand_monitor:session:a"
    assert 0 < driver_of(store).ttl(key) <= 3600
    assert RedisStore().name_of(A) == "brand_monitor:session:a"


@pytest.mark.redis
def test_what_ends_in_the_past_is_not_there(store: RedisStore) -> None:
    store.write_hash(A, {"user_id": "1"}, expires_at=SOON - timedelta(hours=2))
    assert keys_of(store) == set()


@pytest.mark.redis
def test_a_script_that_fails_names_the_work(store: RedisStore) -> None:
    with pytest.raises(StoreError, match=r"Counting failed: Redis at .* refused it"):
        store.run_script("counting", "return redis.call('NONSENSE')", [])


@pytest.mark.redis
def test_an_embedded_redis_that_was_stopped_is_started_again(store: RedisStore, home: Path) -> None:
    if store.url:
        pytest.skip("the server of ONEVICE_TEST_REDIS_URL is not ours to stop")
    store.write_hash(A, {"user_id": "1"}, expires_at=SOON)
    stop("redis", home)
    assert store.read_hash(A) == {"user_id": "1"}


@contextmanager
def _answering(answer: bytes, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on loopback that says the same to everybody, whatever they want."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=speak, args=(client,), daemon=True).start()

        def speak(client: socket.socket) -> None:
            try:
                with context.wrap_socket(client, server_side=True) if context else client as line:
                    line.recv(4096)
                    line.sendall(answer)
                    line.recv(4096)
            except OSError:
                return  # who does not trust us hangs up

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
