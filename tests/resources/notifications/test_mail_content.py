"""What an e-mail says: the notice in text and HTML, and nothing that a name smuggles in."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import InputError
from resources.notifications.mail import compose
from resources.notifications.notice import Notice
from resources.notifications.resource import Notifier
from tests.resources.notifications.conftest import make_notice
from tests.resources.notifications.servers import Post, run_post

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}


def notifier(port: int, to: str = "ann@demo.test") -> Notifier:
    return Notifier(
        channels=["email"],
        smtp_url=f"smtp://localhost:{port}",
        mail_from="OneVice <monitor@demo.test>",
        mail_to=to,
    )


def test_a_notice_arrives_as_text_and_html(notice: Notice) -> None:
    with run_post(Post()) as post:
        notifier(post.port, to="Ann <ann@demo.test>, bob@demo.test").send("email", notice)
    (message,) = post.messages
    assert (post.senders, post.recipients) == (
        ["monitor@demo.test"],
        ["ann@demo.test", "bob@demo.test"],
    )
    assert message["Subject"] == notice.title
    assert message["Message-ID"] == f"<{notice.id}@demo.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in message.iter_parts())
    for part in (text, html):
        assert notice.body in part
        assert "mention_rate" in part
        assert "0.21" in part
    assert "share: –" in text
    assert '<a href="https://reports.test/firefox">' in html


def test_names_from_outside_are_escaped_in_the_html_and_whole_in_the_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    notice = make_notice(
        brand=evil, title=evil, body=evil, facts={evil: evil}, link="javascript:alert(1)"
    )
    with run_post(Post()) as post:
        notifier(post.port).send("email", notice)
    text, html = (part.get_content() for part in post.messages[0].iter_parts())
    assert "<img" not in html
    assert "href" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 6
    assert evil in text


@pytest.mark.parametrize(
    "brand",
    [
        "Acme\r\nBcc: all@evil.test",
        "Acme\nX-Evil: 1\n\nbody",
        "=?utf-8?q?Acme=0D=0ABcc:_all@evil.test?=",
        "=?utf-8?b?QWNtZQ0KQmNjOiBhbGxAZXZpbC50ZXN0?=",
        "Acme\u2028Bcc: all@evil.test",
        "Ünï 🙂 " * 30,
    ],
)
def test_a_brand_cannot_add_a_header_or_a_recipient(brand: str) -> None:
    with run_post(Post()) as post:
        notifier(post.port).send("email", make_notice(title=f"{brand} fell", brand=brand))
    (message,) = post.messages
    assert set(message.keys()) == HEADERS
    assert post.recipients == ["ann@demo.test"]


@given(text=st.text(st.characters(), min_size=1))
def test_any_title_gives_a_message_with_our_headers_alone(text: str) -> None:
    try:
        notice = make_notice(title=text, brand="x", body=text)
    except InputError:
        return
    sent = compose(notice, "monitor@demo.test", ["ann@demo.test"], NOON).as_bytes()
    assert set(message_from_bytes(sent, policy=default).keys()) == HEADERS


def test_a_line_with_a_dot_does_not_end_the_message() -> None:
    with run_post(Post()) as post:
        notifier(post.port).send("email", make_notice(body="first\n.\nlast"))
    text = next(iter(post.messages[0].iter_parts())).get_content()
    assert "first\n.\nlast" in text.replace("\r\n", "\n")
