"""Pages made to keep a parser busy: each is read, or left out, in little time."""

from __future__ import annotations

import time

import pytest

from onevice_assets.brand_monitor.pages.read_text import read_text
from resources.web import robots
from resources.web.answers import PageError
from resources.web.outline import read_outline
from resources.web.outline_apart import is_simple, read_outline_safely

URL = "https://hostile.test/"
LARGE = {
    "many items": "<ul>" + "<li>one" * 9_000,
    "attributes": "<div " + " ".join(f"a{n}" for n in range(5_000)) + ">x",
    "deep": "<div>" * 4_900 + "x",
    "no end of a comment": "<!--" * 100_000,
}


@pytest.mark.parametrize("markup", LARGE.values(), ids=LARGE.keys())
def test_a_large_page_is_read_in_bounded_time(markup: str) -> None:
    began = time.process_time()
    outline = read_outline_safely(f"<title>T</title>{markup}", URL)
    read_text(markup)
    assert outline.title == "T"
    assert time.process_time() - began < 10  # without a bound: minutes to hours


def test_markup_that_would_take_hours_is_left_out() -> None:
    attributes = "<div " + " ".join(f"a{n}" for n in range(200_000))
    assert not is_simple(attributes)
    with pytest.raises(PageError, match="so deep or wide"):
        read_outline_safely("<div>" * 200_000, URL, seconds=0)


def test_a_child_tells_what_is_told_here() -> None:
    markup = (
        '<html lang="en"><title>T \u00e9</title><h1>A</h1><h2>B</h2><a href="/one">1</a>'
        + "<i>x</i>" * 10_001
    )
    assert not is_simple(markup)
    assert read_outline_safely(markup, URL) == read_outline(markup, URL)


@pytest.mark.parametrize(
    "text", ["<loc>" + " " * 200_000, "<loc>x " * 50_000, "<" + "w" * 200_000, "<loc>" * 100_000]
)
def test_a_sitemap_of_blanks_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    robots._LOC.findall(text)
    assert time.process_time() - began < 5  # it took a time that grows with the cube of the blanks


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("<loc> https://a.test/x </loc>", "https://a.test/x"),
        ("<sm:loc><![CDATA[ https://a.test/y ]]></sm:loc>", "https://a.test/y"),
        ("<loc>\nhttps://a.test/z\n<", "https://a.test/z"),
    ],
)
def test_every_way_to_write_a_sitemaps_link_is_read(text: str, link: str) -> None:
    assert [one.strip() for one in robots._LOC.findall(text)] == [link]
