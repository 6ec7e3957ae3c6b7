"""The pictures of our documents: which page each shows, and what can be read on it.

`scripts.write_pictures` makes them; the browser tests open the same pages and read the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
_PATIENCE = 1_200  # tenths of a second


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        of: whose page: the day's report, the live page, Dagster's UI.
        path: behind the page's address.
        width, height: of the window, in pixels.
        shows: words that can be read on it, whatever the data.
    """

    name: str
    of: Literal["report", "dashboard", "ui"]
    path: str
    width: int
    height: int
    shows: tuple[str, ...]

    @property
    def file(self) -> Path:
        """Where it lies."""
        return FOLDER / self.name


REPORT = Picture(
    "report.png",
    "report",
    "",
    *(1280, 900),
    ("Named in", "Recommended in", "Share of voice", "Put first in", "Who is named"),
)
DASHBOARD = Picture(
    "dashboard.png",
    "dashboard",
    "/",
    *(1280, 900),
    ("Website", "Period", "Ranking", "Who takes our place", "Mention rate of each brand"),
)
ASSETS = Picture(
    "assets.png",
    "ui",
    "/asset-groups/",
    *(1800, 1100),
    ("pages", "audience", "prompts", "responses", "brand_states", "share_of_voice", "report"),
)
PICTURES = (REPORT, DASHBOARD, ASSETS)


def open_picture(page: Page, picture: Picture, address: str) -> None:
    """Open what a picture shows, in its size, and wait until all of it can be read.

    Asked for by `evaluate`: Playwright's own waiting does not come back on pages with long tables
    in older Chromiums.

    Raises:
        TimeoutError: some of its words did not come; they are named.
    """
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.goto(address + picture.path)
    for _ in range(_PATIENCE):
        said = str(page.evaluate("document.body.innerText"))
        if all(words in said for words in picture.shows):
            return
        page.wait_for_timeout(100)
    missing = [words for words in picture.shows if words not in said]
    raise TimeoutError(f"{picture.name}: {missing} cannot be read; the page says {said[:1000]!r}")
