"""SMTP_URL and addresses: what they may be, and that a password is never repeated."""

from __future__ import annotations

import pytest

from resources.errors import ConfigurationError
from resources.notifications.mail_server import MailServer, read_addresses, read_server

PASSWORD = "canary-4711"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.test", MailServer("mail.test", 587, is_tls=False)),
        ("smtps://mail.test/", MailServer("mail.test", 465, is_tls=True)),
        ("smtp://[::1]:2525", MailServer("::1", 2525, is_tls=False)),
        (
            "smtps://me%40x.test:p%2Fw%3A@mail.test:4650",
            MailServer("mail.test", 4650, is_tls=True, user="me@x.test", password="p/w:"),
        ),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: MailServer) -> None:
    assert read_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.test:25",
        f"http://me:{PASSWORD}@mail.test",
        f"smtp://me:{PASSWORD}@",
        f"smtp://me:{PASSWORD}@mail.test:0",
        f"smtp://me:{PASSWORD}@mail.test:port",
        f"smtp://me:{PASSWORD}@mail.test/inbox",
        f"smtp://me:{PASSWORD}@mail.test?x=1",
        f"smtp://me:{PASSWORD}@mail.test\r\n",
        f"smtp://:{PASSWORD}@mail.test",
        "smtp://me@mail.test",
        f"smtp://me:{PASSWORD}@[::1",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError, match="SMTP_URL is not the address") as found:
        read_server(url)
    assert PASSWORD not in str(found.value)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("mail.test", False)],
)
def test_only_loopback_is_this_machine(host: str, is_here: bool) -> None:
    assert MailServer(host, 25, is_tls=False).is_this_machine == is_here


def test_addresses_are_read_with_and_without_names() -> None:
    text = "OneVice <monitor@demo.test>, ann@demo.test"
    assert read_addresses("X", text) == ["OneVice <monitor@demo.test>", "ann@demo.test"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "ann@",
        "@demo.test",
        "ann@demo.test\r\nBcc: all@evil.test",
        "ann@demo.test,, bob",
        "<ann@demo.test",
        "änn@demo.test",
        "ann b@demo.test",
        "=?utf-8?q?a=0ABcc:?=",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"ONEVICE_MAIL_TO=.* is no mail address"):
        read_addresses("ONEVICE_MAIL_TO", text)
