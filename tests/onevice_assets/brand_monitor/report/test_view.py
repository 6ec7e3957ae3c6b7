"""What the page says of a day: headline, verdict, ranking; and of days at the edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevice_assets.brand_monitor.report.render import render_report
from onevice_assets.brand_monitor.report.tell import (
    tell_headline,
    tell_lead,
)
from onevice_assets.measures.tell_verdict import tell_verdict
from tests.onevice_assets.brand_monitor.report.days import DAY, WEEK_BEFORE, ask, show
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path / "home"))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_headline_tells_how_often_and_which_place(tmp_path: Path) -> None:
    view = show(tmp_path, {DAY: ask(3)})
    assert plain(tell_headline(view)) == (
        "Firefox is named in 25 % of answers (3 of 12): 2nd of 2 brands, not told apart from one "
        "other."
    )


@pytest.mark.parametrize(
    ("asked", "roles", "headline"),
    [
        ([], {"Firefox": "own"}, "No answer of this day can be counted, so nothing is said"),
        (
            ask(0),
            {"Firefox": "own", "Chrome": "competitor"},
            "Firefox is not named; Chrome is named",
        ),
        (ask(0, rival=0), {"Firefox": "own"}, "Firefox is not named, and nobody else is."),
        (ask(0, rival=0), {"Chrome": "competitor"}, "None of the 1 brands is named"),
        (ask(0), {"Chrome": "found"}, "Chrome is named most: in 50 % of answers (6 of 12)."),
        ([Answer("openai")], {}, "No answer of this day can be counted"),
    ],
)
def test_the_headline_never_invents_a_number(
    tmp_path: Path, asked: list[Answer], roles: dict[str, str], headline: str
) -> None:
    view = show(tmp_path, {DAY: asked}, roles)
    assert plain(tell_headline(view)).startswith(headline)
    assert "</html>" in render_report(view)


def test_a_first_day_has_no_verdict_and_says_why(tmp_path: Path) -> None:
    view = show(tmp_path, {DAY: ask(3)})
    assert view.subject is not None
    assert tell_verdict(view.subject["verdict_row"]) == (
        "no_verdict",
        "There is no earlier week to compare with.",
    )
    assert "last four weeks" not in render_report(view)


def test_a_rise_in_most_topics_is_up_and_told_in_points(tmp_path: Path) -> None:
    view = show(tmp_path, {WEEK_BEFORE: ask(0), DAY: ask(9)})
    assert view.subject is not None
    kind, said = tell_verdict(view.subject["verdict_row"])
    assert (kind, said) == (
        "up",
        "Up by 75 points since the week before, more than chance explains.",
    )
    page = render_report(view)
    assert "▲ up" in page
    assert "last four weeks" in page


def test_no_change_tells_what_could_not_have_been_seen(tmp_path: Path) -> None:
    view = show(tmp_path, {WEEK_BEFORE: ask(5), DAY: ask(6)})
    assert view.subject is not None
    kind, said = tell_verdict(view.subject["verdict_row"])
    assert kind == "no_change"
    assert "could not have been seen" in said


def test_a_rival_ahead_beyond_chance_is_told_and_a_near_one_is_level(tmp_path: Path) -> None:
    far, near = show(tmp_path / "a", {DAY: ask(0, rival=11)}), show(tmp_path / "b", {DAY: ask(5)})
    assert [tell_lead(row) for row in far.ranking] == ["ahead", ""]
    assert [tell_lead(row) for row in near.ranking] == ["level", ""]


def test_ranges_are_shown_and_few_topics_are_called_thin(tmp_path: Path) -> None:
    page = render_report(show(tmp_path, {DAY: ask(2, topics=6)}))
    assert "<strong>Thin:</strong>" in page
    many = render_report(show(tmp_path / "b", {DAY: ask(6)}))
    assert "Thin:" not in many
    assert "with other questions it might be" in many


def test_branded_answers_are_left_out_of_rates_and_sentences(tmp_path: Path) -> None:
    named = Answer(
        "openai", {"Firefox": "mentioned"}, is_branded=True, text="Yes, Firefox is private."
    )
    view = show(tmp_path, {DAY: [*ask(3), named]})
    assert view.branded_answers == 1
    assert view.counted == {"Firefox": 3, "Chrome": 6}
    assert "is private" not in render_report(view)


def test_each_sentence_marks_the_brand_it_stands_for(tmp_path: Path) -> None:
    page = render_report(show(tmp_path, {DAY: ask(3)}))
    assert "I&#39;d go with <mark>Firefox</mark> and Chrome." in page
