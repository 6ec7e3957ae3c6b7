"""What charts promise: nothing drawn of nothing, names as text, gaps as gaps, small pictures."""

from __future__ import annotations

import base64
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from onevice_assets.charts.draw_flows import draw_flows
from onevice_assets.charts.draw_heat_map import HeatMap, draw_heat_map
from onevice_assets.charts.draw_network import draw_network
from onevice_assets.charts.draw_ranking import draw_ranking
from onevice_assets.charts.draw_trend import draw_trend
from onevice_assets.charts.in_metadata import as_markdown

HOSTILE = '"</text><script>alert(1)</script>'
DAY = date(2026, 11, 20)
MAP = HeatMap("cells", "rates", "brand_name", "intent_type", "mention_rate", "total_responses")


def share(brand: str, back: int = 0, rate: float | None = 0.5) -> dict[str, Any]:
    return {
        "brand_id": brand,
        "brand_name": brand,
        "role": "own",
        "day": DAY - timedelta(back),
        "mention_count": 5,
        "total_responses": 10,
        "mention_rate": rate,
        "mention_rate_low": None if rate is None else rate / 2,
        "mention_rate_high": None if rate is None else rate + 0.1,
        "is_demonstration": False,
        "intent_type": "decision",
    }


def flow(substitute: str, count: int = 3) -> dict[str, Any]:
    return {
        "missing_brand_name": HOSTILE,
        "substitute_brand_name": substitute,
        "occurrence_count": count,
        "missing_count": 10,
    }


def draw_all(brand: str) -> dict[str, str]:
    pair = {
        "brand_a_id": brand, "brand_b_id": "b", "brand_a_name": brand, "brand_b_name": "b",
        "mention_count": 2,
    }  # fmt: skip
    return {
        "ranking": draw_ranking([share(brand)]),
        "trend": draw_trend([share(brand), share(brand, 1)], [], brand),
        "heat map": draw_heat_map([share(brand)], MAP),
        "flows": draw_flows([flow(brand)]),
        "network": draw_network([pair], [share(brand), share("b")]),
    }


@pytest.mark.parametrize("name", ["ranking", "trend", "heat map", "flows", "network"])
def test_a_hostile_name_is_text_in_a_picture_that_says_what_it_is(name: str) -> None:
    svg = draw_all(HOSTILE)[name]
    tree = ElementTree.fromstring(svg)
    assert not [one for one in tree.iter() if one.tag.endswith("script")]
    assert tree.get("role") == "img"
    assert tree.get("aria-label")


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw_ranking([share("a", rate=None)]) == ""
    assert draw_trend([share("a")], [], "a") == ""
    assert draw_heat_map([share("a", rate=None)], MAP) == ""
    assert draw_flows([]) == ""
    assert draw_network([], [share("a")]) == ""


def test_no_line_of_a_trend_crosses_a_day_without_answers() -> None:
    whole = draw_trend([share("a", back) for back in (3, 2, 1, 0)], [], "a")
    gap = draw_trend([share("a", back) for back in (4, 3, 1, 0)], [], "a")
    lines = [len(re.findall(r'aria-roledescription="line mark"', svg)) for svg in (whole, gap)]
    assert lines == [1, 2]


def test_a_changed_model_is_marked_on_its_day_and_outside_the_trend_it_is_not() -> None:
    rows = [share("a", back) for back in (3, 2, 1, 0)]
    change = {"llm_provider": "openai", "served_model_changed_on": None, "day": DAY}
    assert "openai: other model" in draw_trend(rows, [change], "a")
    before = {**change, "served_model_changed_on": DAY - timedelta(9)}
    assert "other model" not in draw_trend(rows, [before], "a")


def test_a_picture_in_the_ui_is_small_or_not_there() -> None:
    told = as_markdown(draw_ranking([share("a & b")]), "ranking")
    svg = base64.b64decode(told.split("base64,")[1].rstrip(")")).decode()
    assert "currentColor" not in svg
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert as_markdown("<svg>" + "x" * 30_000 + "</svg>", "large") == ""
    assert as_markdown("", "nothing") == ""
