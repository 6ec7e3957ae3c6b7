"""An e-mail address has one spelling, whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.control_plane.emails import read_email
from resources.errors import InputError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@example.com", "ada@example.com"),
        ("  Ada.Lovelace+news@EXAMPLE.com\n", "ada.lovelace+news@example.com"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        ("o'hara@example.co.uk", "o'hara@example.co.uk"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert read_email(typed) == kept
    assert read_email(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@127.0.0.1",
        "ada@[::1]",
        "ada@example..com",
        "ada@example.com.",
        "ada@.example.com",
        ".ada@example.com",
        "a..da@example.com",
        "ada lovelace@example.com",
        "ada@exam ple.com",
        "ada@example.com\x00",
        "ada@example.com\nbcc: x@example.com",
        "ada,eve@example.com",
        "a@b@example.com",
        "<ada@example.com>",
        "a" * 65 + "@example.com",
        "ada@" + "a." * 130 + "com",
        "\u212aate@example.com",  # the Kelvin sign is a k in lower case
        "adа@example.com",
        "ada@\ud800.com",
        "=cmd()@",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="not an e-mail address"):
        read_email(typed)


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(typed: str) -> None:
    try:
        kept = read_email(typed)
    except InputError:
        return
    assert kept == kept.lower() == read_email(kept)
    assert kept.isascii()
    assert len(kept) <= 254
