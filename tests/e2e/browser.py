"""A headless Chromium that notes what a page does wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page, sync_playwright

from tests.markers import chromium

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")

_PATIENCE_MS = 200_000  # of a busy machine


@dataclass
class Window:
    """A page and what it said and asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def open_window(*, width: int = 1280, height: int = 900, dark: bool = False) -> Iterator[Window]:
    """Start Debian's Chromium with one page; it is gone at the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        page.set_default_timeout(_PATIENCE_MS)
        window = Window(page)
        page.on(
            "console", lambda m: window.complaints.append(m.text) if m.type == "error" else None
        )
        page.on("pageerror", lambda error: window.complaints.append(str(error)))
        page.on("request", lambda request: window.asked.append(request.url))
        yield window
        browser.close()
