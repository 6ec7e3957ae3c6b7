"""A page is read like a browser reads it, whatever its bytes."""

from __future__ import annotations

import pytest

from resources.web.outline import decode, read_outline

PAGE = """<!doctype html><html lang="en"><head><title> A
 title </title><meta name="Description" content="What it is"><base href="/docs/">
<link rel="Canonical" href="/docs/page"></head><body><h1>One <em>two</em></h1><h3></h3><h2>B</h2>
<a href="next.html#x">n</a><a href="next.html">n</a><a href="mailto:x@y.z">m</a>
<a rel="nofollow ugc" href="spam">s</a><area href="/map"><a>none</a></body></html>"""


def test_an_outline_has_title_description_headings_and_links() -> None:
    outline = read_outline(PAGE, "https://example.com/x")
    assert outline.title == "A title"
    assert outline.meta_description == "What it is"
    assert outline.headings == ((1, "One two"), (2, "B"))
    assert outline.canonical == "https://example.com/docs/page"
    assert outline.links == ("https://example.com/docs/next.html", "https://example.com/map")
    assert outline.language == "en"


def test_a_page_that_asks_not_to_follow_its_links_is_obeyed() -> None:
    html = '<meta name="robots" content="index, NoFollow"><a href="/a">a</a>'
    assert read_outline(html, "https://example.com/").links == ()


@pytest.mark.parametrize(
    "html", ["", "<", "\ufffd" * 10, "<html><title>", "<a href=>x", "<h1>" * 999]
)
def test_broken_markup_breaks_nothing(html: str) -> None:
    read_outline(html, "https://example.com/")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Café".encode(), "text/html", "Café"),
        ("Café".encode("latin-1"), "text/html; charset=ISO-8859-1", "Café"),
        ("“quoted”".encode("cp1252"), "text/html; charset=latin1", "“quoted”"),
        ("Café".encode(), "text/html; charset=us-ascii", "Café"),
        ("日本".encode("shift_jis"), 'text/html; charset="Shift_JIS"', "日本"),
        ('<meta charset="gb2312">中文'.encode("gb2312"), "", '<meta charset="gb2312">中文'),
        ("\ufeffx".encode("utf-16-le"), "text/html; charset=utf-8", "x"),
        ("Café".encode(), "text/html; charset=no-such", "Café"),
        (b"a\x00b", "text/html", "ab"),
        (b"good text " * 50 + b"\xff", "text/html", "good text " * 50 + "\ufffd"),
    ],
)
def test_bytes_are_decoded_by_what_fits(body: bytes, content_type: str, text: str) -> None:
    found = decode(body, content_type)
    if content_type.endswith("us-ascii"):  # as browsers do: ASCII is read as Windows-1252
        assert found == "Caf\u00c3\u00a9"
    else:
        assert found == text


def test_bytes_of_no_charset_are_read_somehow() -> None:
    assert decode("Ünïcödé wörds ägäin änd ägäin".encode("cp1252") * 20)
    assert decode(bytes(range(256)) * 10)
