"""The page: what it says, what it never lets through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from onevice_assets.brand_monitor.report.collect import ReportView, collect_report
from onevice_assets.brand_monitor.report.render import render_report, tell_headline
from tests.onevice_assets.brand_monitor.report.rows import day_of, share

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def view_of(own: str = "Firefox", rival: str = "Chrome", **replaced: list[dict]) -> ReportView:
    return collect_report("default.demo.test", "2026-11-20", **{**day_of(own, rival), **replaced})


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [
            str(value) for name, value in attrs if name in ("href", "src", "xlink:href")
        ]


def test_the_headline_tells_how_often_and_which_place() -> None:
    assert tell_headline(view_of()) == (
        "Firefox is named in 2 of 3 answers (67 %): place 2 of 2 brands."
    )


@pytest.mark.parametrize(
    ("shares", "headline"),
    [
        ([], "No answer of this day can be counted, so nothing is said about any brand."),
        (
            [share("Firefox", 0, 3, role="own"), share("Chrome", 3, 3)],
            "Firefox is not named; Chrome is, in 3 of 3 answers (100 %).",
        ),
        (
            [share("Firefox", 0, 3, role="own")],
            "None of the 1 brands is named in the day's answers.",
        ),
        ([share("Chrome", 1, 3, role="found")], "Chrome is named most: in 1 of 3 answers (33 %)."),
    ],
)
def test_the_headline_never_invents_a_number(shares: list[dict], headline: str) -> None:
    assert tell_headline(view_of(shares=shares)) == headline


def test_hostile_names_and_answers_stay_text() -> None:
    page = render_report(view_of(own=HOSTILE, rival="<b>Rival</b>"))
    seen = _Collector()
    seen.feed(page)
    assert not {"script", "img", "b"} & set(seen.tags)
    assert seen.handlers == []


def test_the_page_asks_nothing_of_the_network() -> None:
    page = render_report(view_of())
    seen = _Collector()
    seen.feed(page)
    assert all(address.startswith("#") for address in seen.addresses)
    assert "url(" not in page.replace("url(#", "")
    assert not re.search(r"@import|<link", page)


def test_branded_answers_are_left_out_of_rates_and_sentences() -> None:
    view = view_of()
    assert view.branded_answers == 1
    assert view.presences["Firefox"] == {"recommended": 1, "ignored": 1, "mentioned": 1}
    assert "is private" not in render_report(view)


def test_each_sentence_marks_the_brand_it_stands_for() -> None:
    page = render_report(view_of())
    assert "I&#39;d go with <mark>Firefox</mark> over Chrome." in page


def test_a_demonstration_says_so_before_any_figure() -> None:
    answers = [{**row, "is_demonstration": True} for row in day_of()["responses"]]
    page = render_report(view_of(responses=answers))
    assert page.index("not a measurement") < page.index("Mention rate")


def test_a_day_without_numbers_still_gives_a_page() -> None:
    page = render_report(view_of(shares=[]))
    assert "Nothing to count" in page
    assert "<svg" not in page


def test_the_same_rows_give_the_same_page() -> None:
    assert render_report(view_of()) == render_report(view_of())
