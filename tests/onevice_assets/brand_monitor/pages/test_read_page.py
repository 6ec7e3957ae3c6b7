"""Readable text, words and the type of a page, by examples."""

from __future__ import annotations

import pytest

from onevice_assets.brand_monitor.pages.classify_page import classify_page
from onevice_assets.brand_monitor.pages.read_text import count_words, read_text

ARTICLE = "Our workshop repairs bicycles of every make, with spare parts in stock. " * 6


def test_menus_and_footers_are_no_text() -> None:
    menu = "<nav><a href='/a'>Menu one</a><a href='/b'>Menu two</a></nav>"
    html = f"<body>{menu}<main><h1>Repair</h1><p>{ARTICLE}</p></main><footer>Imprint</footer>"
    text = read_text(html) or ""
    assert "repairs bicycles" in text
    assert "Menu" not in text
    assert "Imprint" not in text


def test_a_thin_page_keeps_what_little_it_says() -> None:
    assert read_text("<body><script>x()</script><h1>Opening hours</h1></body>") == "Opening hours"


@pytest.mark.parametrize("html", ["", "<html></html>", "<body><script>draw()</script></body>"])
def test_a_page_without_text_has_none(html: str) -> None:
    assert read_text(html) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, 0),
        ("", 0),
        ("One two, three.", 3),
        ("It's a state-of-the-art e-mail at 3.5 m/s", 7),
        ("Größe naïve — ĉu vere?", 4),
        ("我们修理自行车", 7),
        ("日本語のテキスト", 8),
        ("SQLite 数据库 3.45", 5),
        ("한국어 문장 입니다", 3),
    ],
)
def test_words_are_counted_in_any_script(text: str | None, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("path", "page_type"),
    [
        ("/", "homepage"),
        ("/products/desktop.html", "product"),
        ("/pricing", "product"),
        ("/de/produkte/x", "product"),
        ("/services/consulting", "service"),
        ("/blog/contact-lenses", "blog"),
        ("/2024/05/hello", "blog"),
        ("/blog/about", "about"),
        ("/about_us.php", "about"),
        ("/company/contact", "contact"),
        ("/%E4%BA%A7%E5%93%81/1", "product"),
        ("/lang_select.html", "other"),
        ("/aboutness", "other"),
    ],
)
def test_the_address_tells_the_type(path: str, page_type: str) -> None:
    assert classify_page(f"https://example.com{path}", None, "") == page_type


@pytest.mark.parametrize(
    ("title", "html", "page_type"),
    [
        ("Anything", '<script>{"@type": "Product"}</script>', "product"),
        ("Anything", '<meta property="og:type" content="article">', "blog"),
        ("Contact us | Example", "", "contact"),
        ("About Example", "", "about"),
        ("Contactless payment", "", "other"),
        (None, "", "other"),
    ],
)
def test_where_the_address_is_silent_the_page_tells(
    title: str | None, html: str, page_type: str
) -> None:
    assert classify_page("https://example.com/x", title, html) == page_type
