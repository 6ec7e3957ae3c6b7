"""E-mail: what the server gets on the wire, and what a broken, strict or lying server leads to."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable

import pytest

from resources.errors import (
    DeliveryBusyError,
    DeliveryError,
    DeliveryRefusedError,
    DeliveryUnknownError,
)
from resources.notifications.mail import _log_in
from resources.notifications.mail_server import MailServer
from resources.notifications.notice import Notice
from resources.notifications.resource import TRIES, Notifier
from tests.fault_proxy import closed_port
from tests.resources.notifications.servers import Post, run_post

PASSWORD = "canary-4711"


def notifier(
    port: int, login: str = "", scheme: str = "smtp", to: str = "ann@demo.test"
) -> Notifier:
    return Notifier(
        channels=["email"],
        smtp_url=f"{scheme}://{login}localhost:{port}",
        mail_from="OneVice <monitor@demo.test>",
        mail_to=to,
        timeout_s=20,
        first_wait_s=0,
    )


def test_a_login_happens_after_starttls(
    notice: Notice, tls: ssl.SSLContext, trust: Callable[[], None]
) -> None:
    trust()
    with run_post(Post(tls=tls)) as post:
        notifier(post.port, login=f"me:{PASSWORD}@").send("email", notice)
    assert post.encrypted == [True]
    assert post.commands.index("STARTTLS") < post.commands.index("AUTH")


def test_smtps_is_encrypted_from_the_first_byte(
    notice: Notice, tls: ssl.SSLContext, trust: Callable[[], None]
) -> None:
    trust()
    with run_post(Post(), tls_at_once=tls) as post:
        notifier(post.port, login=f"me:{PASSWORD}@", scheme="smtps").send("email", notice)
    assert post.encrypted == [True]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_signed_ends_it_before_the_login(
    notice: Notice, tls: ssl.SSLContext, scheme: str
) -> None:
    server = Post(tls=tls if scheme == "smtp" else None)
    with run_post(server, tls_at_once=tls if scheme == "smtps" else None) as post:
        channel = notifier(post.port, f"me:{PASSWORD}@", scheme)
        with pytest.raises(DeliveryRefusedError, match=r"cannot be trusted .*SSL_CERT_FILE"):
            channel.send("email", notice)
    assert "AUTH" not in post.commands
    assert post.raw == []


def test_tls_with_a_server_that_speaks_none_is_refused(notice: Notice) -> None:
    with run_post(Post()) as post, pytest.raises(DeliveryRefusedError, match="SSLError"):
        notifier(post.port, scheme="smtps").send("email", notice)


def test_a_password_is_not_sent_in_clear_to_another_machine(notice: Notice) -> None:
    server = MailServer("mail.test", 25, is_tls=False, user="me", password=PASSWORD)
    refused = pytest.raises(DeliveryRefusedError, match="offers no STARTTLS")
    with run_post(Post()) as post, smtplib.SMTP("localhost", post.port) as client, refused:
        _log_in(client, server, ssl.create_default_context())
    assert "AUTH" not in post.commands


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("connect", "554 go away"),
        ("AUTH", "535 wrong password"),
        ("MAIL", "550 not you"),
        ("RCPT", "550 nobody here"),
        ("DATA", "554 no"),
        ("message", "552 too large"),
    ],
)
def test_a_refusal_is_not_repeated(notice: Notice, command: str, reply: str) -> None:
    refused = pytest.raises(DeliveryRefusedError, match=rf"localhost:\d+ .*{reply[:3]}")
    with run_post(Post(replies={command: [reply]})) as post, refused:
        notifier(post.port, login=f"me:{PASSWORD}@").send("email", notice)
    assert post.sessions == 1


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("connect", "421 too busy"),
        ("AUTH", "454 later"),
        ("MAIL", "451 later"),
        ("RCPT", "450 greylisted"),
        ("message", "452 full"),
    ],
)
def test_a_busy_server_is_asked_again(notice: Notice, command: str, reply: str) -> None:
    with run_post(Post(replies={command: [reply, reply]})) as post:
        notifier(post.port, login=f"me:{PASSWORD}@").send("email", notice)
    assert post.sessions == 3
    assert post.messages[-1]["Subject"] == notice.title


def test_a_server_that_stays_busy_is_given_up(notice: Notice) -> None:
    post = Post(replies={"MAIL": ["451 later"] * 9})
    with run_post(post), pytest.raises(DeliveryBusyError, match="451"):
        notifier(post.port).send("email", notice)
    assert post.sessions == TRIES


def test_a_connection_that_breaks_while_handing_over_is_not_repeated(notice: Notice) -> None:
    post = Post(hang_up_at="message")
    with run_post(post), pytest.raises(DeliveryUnknownError, match="may have been taken"):
        notifier(post.port).send("email", notice)
    assert post.sessions == 1


def test_a_server_that_hangs_up_before_took_nothing(notice: Notice) -> None:
    post = Post(hang_up_at="EHLO")
    with run_post(post), pytest.raises(DeliveryBusyError, match="nothing was sent"):
        notifier(post.port).send("email", notice)
    assert post.sessions == TRIES


def test_a_server_that_hangs_up_after_taking_it_has_it(notice: Notice) -> None:
    with run_post(Post(hang_up_at="QUIT")) as post:
        notifier(post.port).send("email", notice)
    assert len(post.raw) == post.sessions == 1


def test_a_server_that_is_down_took_nothing(notice: Notice) -> None:
    with pytest.raises(DeliveryBusyError, match=r"ConnectionRefusedError.*nothing was sent"):
        notifier(closed_port()).send("email", notice)


def test_recipients_who_are_refused_do_not_keep_the_others_from_it(
    notice: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    with run_post(Post(replies={"RCPT": ["250 fine", "550 nobody"]})) as post:
        notifier(post.port, to="ann@demo.test, gone@demo.test").send("email", notice)
    assert len(post.raw) == 1
    assert "refused 1 of 2 recipients" in caplog.text


def test_the_password_stands_in_no_log_no_error_and_no_repr(
    notice: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with run_post(Post(replies={"AUTH": [f"535 no {PASSWORD}"]})) as post:
        channel = notifier(post.port, login=f"me:{PASSWORD}@")
        with pytest.raises(DeliveryError) as found:
            channel.send("email", notice)
    shown = [repr(found.value), repr(channel), str(channel), caplog.text]
    assert PASSWORD not in "".join(shown)
