"""A notice is clean whatever a brand is called."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import InputError
from tests.resources.notifications.conftest import DAY, make_notice


def test_the_payload_has_its_stable_shape() -> None:
    assert make_notice().payload() == {
        "schema": "onevice.notice/1",
        "id": make_notice().id,
        "text": "Firefox is named less often\n21 % of the answers name it, after 34 % the week "
        "before.\nhttps://reports.test/firefox",
        "title": "Firefox is named less often",
        "body": "21 % of the answers name it, after 34 % the week before.",
        "severity": "warning",
        "website": "default.demo.test",
        "brand": "Firefox",
        "day": "2026-11-20",
        "facts": {"mention_rate": 0.21, "verdict": "down", "share": None},
        "link": "https://reports.test/firefox",
    }


def test_the_id_is_that_of_the_website_the_brand_and_the_day_alone() -> None:
    same = make_notice(title="Other", body="", severity="info", brand=" FIREFOX ", facts={})
    assert same.id == make_notice().id
    for change in ({"brand": "Fox"}, {"day": date(2026, 1, 1)}, {"website": "default.x.test"}):
        assert make_notice(**change).id != make_notice().id


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Acme\r\nBcc: all@evil.test", "Acme Bcc: all@evil.test"),
        ("a\x00b\x1b[31mc\x07", "ab[31mc"),
        ("one\u2028two\x85three", "one two three"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("half \ud83d", "half ?"),
        ("x" * 300, "x" * 199 + "…"),
        ("family 👨‍👩‍👧", "family 👨‍👩‍👧"),
    ],
)
def test_a_title_is_one_readable_line(title: str, clean: str) -> None:
    assert make_notice(title=title).title == clean


def test_a_chat_is_not_rung_and_sees_no_hidden_link() -> None:
    text = make_notice(brand="x", body="<!channel> <https://evil.test|click> @here &").payload()
    assert "&lt;!channel&gt; &lt;https://evil.test|click&gt; @\u200bhere &amp;" in text["text"]
    assert text["body"] == "<!channel> <https://evil.test|click> @here &"


@given(text=st.text(st.characters(), min_size=1))
def test_any_text_becomes_a_notice_that_is_json(text: str) -> None:
    try:
        notice = make_notice(title=text, brand=text, body=text, facts={text: text}, link=text)
    except InputError:
        return
    assert json.loads(notice.as_json()) == notice.payload()
    line = notice.title + notice.brand + notice.link
    assert not [one for one in line if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")]
    notice.body.encode()


@pytest.mark.parametrize("changes", [{"title": " \n"}, {"brand": "\x00"}, {"brand": ""}])
def test_a_notice_about_nothing_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(InputError, match="needs a title and a brand"):
        make_notice(**changes)


def test_a_number_that_is_none_is_null() -> None:
    notice = make_notice(facts={"a": float("nan"), "b": float("inf"), "c": True})
    assert json.loads(notice.as_json())["facts"] == {"a": None, "b": None, "c": True}
    assert notice.day == DAY
