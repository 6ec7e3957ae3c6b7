"""Figures say what the rows say: intervals as given, gaps as gaps, names as names."""

from __future__ import annotations

from datetime import date
from typing import Any

from onevice_assets.dashboard.figures import ACCENT, draw_ranking, draw_trend
from onevice_assets.dashboard.sections import numbers

DAYS = [date(2026, 11, day) for day in (1, 2, 3, 4)]


def row(name: str, rate: float | None, role: str = "competitor", **more: Any) -> dict[str, Any]:
    spread = {"mention_rate_low": rate and rate - 0.1, "mention_rate_high": rate and rate + 0.2}
    return {
        "brand_id": name,
        "brand_name": name,
        "role": role,
        "mention_rate": rate,
        **spread,
        "is_thin": False,
        "topic_count": 20,
        **more,
    }


def test_a_dot_stands_at_the_rate_and_its_line_at_the_bounds() -> None:
    figure = draw_ranking([row("Best", 0.5), row("Ours", 0.3, "own")], "mention_rate")
    others, own = figure.data
    assert (list(own.x), own.marker.color) == ([0.3], ACCENT)
    assert round(own.x[0] - own.error_x.arrayminus[0], 6) == 0.2
    assert round(others.x[0] + others.error_x.array[0], 6) == 0.7
    assert list(figure.layout.yaxis.categoryarray) == ["Ours", "Best"]


def test_an_unknown_rate_is_no_dot_at_zero() -> None:
    figure = draw_ranking([row("Best", None)], "mention_rate")
    assert [len(trace.x) for trace in figure.data] == [0, 0]


def test_a_name_is_text_and_never_markup() -> None:
    name = "<b>Crema</b><a href='https://x.test'>"
    figure = draw_ranking([row(name, 0.5)], "mention_rate")
    drawn = figure.to_json()
    assert "<b>" not in drawn
    assert "<a" not in drawn


def test_a_gap_breaks_the_line_and_the_ribbon() -> None:
    rows = [row("A", 0.2), None, row("A", 0.3), row("A", 0.4)]
    figure = draw_trend(DAYS, {"A": rows}, "mention_rate", own=frozenset({"A"}))
    ribbons, lines = [t for t in figure.data if t.fill], [t for t in figure.data if not t.fill]
    assert [len(one.x) for one in ribbons] == [2, 4]
    (line,) = lines
    assert (list(line.y), line.connectgaps) == ([0.2, None, 0.3, 0.4], False)


def test_a_changed_model_is_a_mark_with_its_provider() -> None:
    figure = draw_trend(
        DAYS, {"A": [row("A", 0.2)] * 4}, "mention_rate", marks=[(DAYS[2], "openai")]
    )
    (mark,) = figure.layout.annotations
    assert (mark.x, mark.text) == ("2026-11-03", "openai")


def test_a_number_never_stands_without_its_interval() -> None:
    assert numbers.rate(row("A", 0.43), "mention_rate") == "43 %\n33–63 %"
    alone = row("A", 0.4, mention_rate_low=None, is_thin=True, topic_count=1)
    assert numbers.rate(alone, "mention_rate") == "40 %\nno interval: one topic · thin"


def test_a_narrow_interval_is_not_rounded_away() -> None:
    narrow = row("A", 0.0612, mention_rate_low=0.058, mention_rate_high=0.064)
    assert numbers.rate(narrow, "mention_rate") == "6.1 %\n5.8–6.4 %"


def test_nothing_known_is_a_dash_with_its_reason_and_never_zero() -> None:
    assert numbers.rate(None, "mention_rate", "not asked") == "–\nnot asked"
    assert numbers.rate(row("A", None), "mention_rate").startswith("–\nno answer names")
    assert numbers.lift({"lift": None}).startswith("–\nnever recommended")
