"""The webhook: one POST, tried again only where it was not taken, its address told to nobody."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from resources.errors import (
    ConfigurationError,
    DeliveryBusyError,
    DeliveryRefusedError,
    DeliveryUnknownError,
)
from resources.notifications import webhook
from resources.notifications.notice import Notice
from resources.notifications.resource import TRIES, Notifier
from tests.fault_proxy import closed_port
from tests.resources.notifications.conftest import DAY
from tests.resources.notifications.servers import Hook, run_hook

TOKEN = "canary-4711"


def notifier(url: str, timeout_s: float = 5.0) -> Notifier:
    return Notifier(
        channels=["webhook"],
        webhook_url=f"{url}/services/{TOKEN}",
        timeout_s=timeout_s,
        first_wait_s=0,
    )


def test_a_notice_is_posted_as_json_with_its_id(notice: Notice) -> None:
    with run_hook(Hook([204])) as hook:
        notifier(hook.url).send("webhook", notice)
    assert hook.bodies == [notice.payload()]
    assert hook.paths == [f"/services/{TOKEN}"]
    assert hook.headers[0]["Idempotency-Key"] == notice.id
    assert hook.headers[0]["Content-Type"] == "application/json"


@pytest.mark.parametrize("statuses", [[500, 503, 200], [429, 200], [408, 502, 504, 201]])
def test_a_busy_receiver_is_asked_again_with_the_same_id(
    notice: Notice, statuses: list[int]
) -> None:
    with run_hook(Hook(list(statuses))) as hook:
        notifier(hook.url).send("webhook", notice)
    assert [one["Idempotency-Key"] for one in hook.headers] == [notice.id] * len(statuses)


def test_a_receiver_that_stays_broken_is_given_up(notice: Notice) -> None:
    with run_hook(Hook([500])) as hook, pytest.raises(DeliveryBusyError, match=r"localhost .* 500"):
        notifier(hook.url).send("webhook", notice)
    assert len(hook.bodies) == TRIES


@pytest.mark.parametrize(
    ("status", "reason"),
    [(400, "complete and still valid"), (401, "refused"), (404, "refused"), (410, "refused")],
)
def test_a_refusal_is_not_repeated(notice: Notice, status: int, reason: str) -> None:
    with run_hook(Hook([status])) as hook, pytest.raises(DeliveryRefusedError, match=reason):
        notifier(hook.url).send("webhook", notice)
    assert len(hook.bodies) == 1


def test_a_redirect_is_not_followed(notice: Notice) -> None:
    with run_hook(Hook()) as other, run_hook(Hook([307], location=other.url)) as hook:
        with pytest.raises(DeliveryRefusedError, match="redirect, which is not followed"):
            notifier(hook.url).send("webhook", notice)
        assert (len(hook.bodies), other.bodies) == (1, [])


@pytest.mark.parametrize("status", [0, -1], ids=["hangs up", "never answers"])
def test_a_lost_answer_is_not_sent_again(notice: Notice, status: int) -> None:
    with run_hook(Hook([status])) as hook:
        with pytest.raises(DeliveryUnknownError, match="may have taken the notice"):
            notifier(hook.url, timeout_s=0.3).send("webhook", notice)
        hook.released.set()
    assert len(hook.bodies) == 1


def test_a_server_that_is_down_took_nothing(notice: Notice) -> None:
    with pytest.raises(DeliveryBusyError, match=r"No connection to the webhook at 127\.0"):
        notifier(f"http://127.0.0.1:{closed_port()}").send("webhook", notice)


def test_a_certificate_that_nobody_signed_is_refused_at_once(
    notice: Notice, tls: ssl.SSLContext
) -> None:
    untrusted = pytest.raises(DeliveryRefusedError, match=r"cannot be trusted.*SSL_CERT_FILE")
    with run_hook(Hook(), tls) as hook, untrusted:
        notifier(hook.url).send("webhook", notice)
    assert hook.bodies == []


def test_a_certificate_of_your_own_authority_is_trusted(
    notice: Notice, tls: ssl.SSLContext, trust: Callable[[], None]
) -> None:
    trust()
    with run_hook(Hook(), tls) as hook:
        notifier(hook.url).send("webhook", notice)
    assert len(hook.bodies) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        TOKEN,
        f"ftp://host/{TOKEN}",
        f"file:///{TOKEN}",
        f"javascript:{TOKEN}",
        f"https:///{TOKEN}",
        f"https://host:99999/{TOKEN}",
        f"https://host:0/{TOKEN}",
        f"https://host/{TOKEN}\n",
        f"https://ho st/{TOKEN}",
        f"https://[::1/{TOKEN}",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(notice: Notice, url: str) -> None:
    with pytest.raises(ConfigurationError, match="ONEVICE_WEBHOOK_URL is not") as found:
        Notifier(channels=["webhook"], webhook_url=url).send("webhook", notice)
    assert TOKEN not in str(found.value)


@pytest.mark.parametrize("status", [200, 307, 404, 500, 0])
def test_the_token_stands_in_no_log_no_error_and_no_repr(
    notice: Notice, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with run_hook(Hook([status])) as hook:
        channel = notifier(hook.url)
        try:
            channel.send("webhook", notice)
        except (DeliveryRefusedError, DeliveryBusyError, DeliveryUnknownError) as error:
            told = [str(error), repr(error), *map(str, error.args)]
            assert error.__suppress_context__ or error.__context__ is None
        else:
            told = []
    shown = [*told, repr(channel), str(channel), caplog.text]
    assert TOKEN not in "".join(shown)


def test_other_requests_are_logged_as_before(caplog: pytest.LogCaptureFixture) -> None:
    import httpx

    caplog.set_level(logging.INFO)
    with run_hook(Hook()) as hook:
        notifier(hook.url).send("webhook", Notice("t", "", "info", "w", "b", DAY))
        httpx.post(f"{hook.url}/plain", json={})
    assert [record.name for record in caplog.records if record.name == "httpx"] == ["httpx"]
    assert "/plain" in caplog.text


@pytest.mark.parametrize(
    ("host", "leads_to", "why"),
    [
        ("hooks.example.com", "127.0.0.1", "loopback"),
        ("hooks.example.com", "10.0.0.8", "private"),
        ("hooks.example.com", "::ffff:192.168.0.1", "private"),
        ("169.254.169.254", "169.254.169.254", "forbidden"),
        ("metadata.internal", "169.254.169.254", "forbidden"),
        ("0x7f.1", "127.0.0.1", "loopback"),
        ("hooks.example.com", "93.184.215.14", "in clear"),
    ],
)
def test_a_notice_goes_to_no_machine_that_nobody_named(
    notice: Notice, monkeypatch: pytest.MonkeyPatch, host: str, leads_to: str, why: str
) -> None:
    asked: list[str] = []

    def resolve(name: str, port: int, **_: object) -> list[object]:
        asked.append(name)
        return [(0, 0, 0, "", (leads_to, port))]

    monkeypatch.setattr("resources.notifications.webhook.socket.getaddrinfo", resolve)
    with pytest.raises(DeliveryRefusedError, match=why) as caught:
        webhook.post(f"http://{host}/{TOKEN}", notice, timeout_s=1)
    assert asked == [host]  # and nobody was connected to
    assert TOKEN not in str(caught.value)


def test_a_named_machine_is_resolved_once_and_asked_by_its_name(
    notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, []

    def resolve(name: str, *more: object, **how: object) -> object:
        asked.append(name)
        return real("127.0.0.1" if name == "hooks.corp.test" else name, *more, **how)  # type: ignore[arg-type]

    with run_hook(Hook()) as hook:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        port = urlsplit(hook.url).port
        webhook.post(f"http://hooks.corp.test:{port}/in", notice, timeout_s=5)
    assert asked.count("hooks.corp.test") == 1
    assert hook.headers[0]["Host"] == f"hooks.corp.test:{port}"
