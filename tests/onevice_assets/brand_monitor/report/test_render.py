"""The page: what it never lets through, and what it never asks for."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from onevice_assets.brand_monitor.report.render import render_report
from tests.onevice_assets.brand_monitor.report.days import DAY, WEEK_BEFORE, ask, show
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
RIVAL = "<b>Rival</b>');alert(3)//"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path / "home"))


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.ids += [str(value) for name, value in attrs if name == "id"]
        self.addresses += [
            str(value) for name, value in attrs if name in ("href", "src", "xlink:href")
        ]


def parse(page: str) -> _Collector:
    seen = _Collector()
    seen.feed(page)
    return seen


def hostile_answers(own: int) -> list[Answer]:
    """Answers whose brands, topics and questions all try to be markup."""
    asked = ask(own, names=(HOSTILE, RIVAL))
    return [
        replace(
            one,
            topic=f"{one.topic} {HOSTILE}",
            prompt=HOSTILE + one.prompt,
            beliefs={HOSTILE: "truth"},
        )
        for one in asked
    ]


@pytest.mark.parametrize("is_print", [False, True])
def test_hostile_names_topics_and_answers_stay_text(tmp_path: Path, is_print: bool) -> None:
    days = {WEEK_BEFORE: hostile_answers(2), DAY: hostile_answers(6)}
    view = show(tmp_path, days, {HOSTILE: "own", RIVAL: "competitor"})
    seen = parse(render_report(view, is_print=is_print))
    assert not {"script", "img"} & set(seen.tags)
    assert seen.tags.count("b") == len(view.ranking) + 4  # dots of the ranking, and the tiles
    assert seen.handlers == []


def test_the_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    page = render_report(show(tmp_path, {WEEK_BEFORE: ask(2), DAY: ask(5)}))
    seen = parse(page)
    assert all(address.startswith("#") for address in seen.addresses)
    assert "url(" not in page.replace("url(#", "")
    assert not re.search(r"@import|<link", page)


def test_every_link_within_the_page_leads_somewhere(tmp_path: Path) -> None:
    seen = parse(render_report(show(tmp_path, {WEEK_BEFORE: ask(2), DAY: ask(5)})))
    assert {address.removeprefix("#") for address in seen.addresses} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_a_demonstration_says_so_before_any_figure(tmp_path: Path) -> None:
    local = [Answer("local", {"Firefox": "mentioned"}, f"t{at}") for at in range(3)]
    page = render_report(show(tmp_path, {DAY: local}))
    assert page.index("not a measurement") < page.index("Named in")


def test_a_day_without_numbers_still_gives_a_page(tmp_path: Path) -> None:
    page = render_report(show(tmp_path, {DAY: []}))
    assert "Nothing to count" in page
    assert "<svg" not in page


def test_paper_unfolds_what_a_reader_cannot_unfold(tmp_path: Path) -> None:
    view = show(tmp_path, {DAY: ask(5)})
    screen, paper = render_report(view), render_report(view, is_print=True)
    assert screen.count("<details open>") == 1
    assert "<details><summary>Chrome" not in paper
    assert paper.count("<blockquote>") == 6


def test_the_same_rows_give_the_same_page(tmp_path: Path) -> None:
    view = show(tmp_path, {WEEK_BEFORE: ask(2), DAY: ask(5)})
    assert render_report(view) == render_report(view)
