"""The report in a real browser, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.pictures import REPORT, open_picture
from tests.e2e.browser import open_window

# the first of them waits for the wheel, the first run and its servers
pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_the_report_is_drawn_without_a_complaint_and_without_a_network(
    first_run: dict[str, Any], width: int, dark: bool
) -> None:
    address = Path(first_run["report"]).as_uri()
    with open_window(width=width, dark=dark) as window:
        window.page.goto(address)
        assert window.complaints == []
        assert window.asked == [address]
        assert "Firefox is named in" in window.page.inner_text("h1")
        assert window.page.locator("#brands tbody tr").count() == len(first_run["brands"])
        for chart in window.page.locator("svg").all():
            box = chart.bounding_box()
            assert box
            assert min(box["width"], box["height"]) > 60


def test_the_report_is_what_its_picture_shows(first_run: dict[str, Any]) -> None:
    with open_window() as window:
        open_picture(window.page, REPORT, Path(first_run["report"]).as_uri())


def test_nothing_of_the_report_sticks_out_on_a_phone(first_run: dict[str, Any]) -> None:
    with open_window(width=390) as window:
        window.page.goto(Path(first_run["report"]).as_uri())
        overflow = window.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow == 0


def test_the_sentences_unfold_and_mark_their_brand(first_run: dict[str, Any]) -> None:
    with open_window() as window:
        window.page.goto(Path(first_run["report"]).as_uri())
        chrome = window.page.locator("details", has_text="Chrome").first
        chrome.locator("summary").click()
        assert chrome.locator("mark").first.inner_text() == "Chrome"
