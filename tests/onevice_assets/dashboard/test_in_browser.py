"""The page in a real browser: no complaint, no request elsewhere, everything by key and on a phone.

What is on the page is asked for by `evaluate`: Playwright's own waiting does not come back on
pages with long tables in older Chromiums.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from werkzeug.serving import make_server

from onevice_assets.dashboard.app import build_app
from onevice_assets.dashboard.sources import Sources
from resources.control_plane import users
from resources.redis_store import RedisStore
from scripts.pictures import DASHBOARD, open_picture
from tests.accounts import PASSWORD, CountingHasher
from tests.e2e.browser import Window, open_window
from tests.onevice_assets.dashboard.conftest import COFFEE, World

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

VIEWS = ("ranking", "trend", "where", "rivals", "sources", "answers", "verdicts", "tables")


@contextmanager
def serving(world: World, store: RedisStore, *, is_local: bool) -> Iterator[str]:
    """The page, served by a thread; gives its address."""
    application = build_app(Sources(world.lake, world.control, store), is_local=is_local)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The page as it is at this machine."""
    with serving(world, RedisStore(url="redis://127.0.0.1:1/0"), is_local=True) as found:
        yield found


def wait_for(page: Page, condition: str) -> None:
    """Wait until something holds on the page."""
    for _ in range(2_000):
        # between two pages there is nothing to ask
        with suppress(PlaywrightError):
            if page.evaluate(condition):
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"{condition} never held; the page says {text(page)[:2000]!r}")


def text(page: Page) -> str:
    return str(page.evaluate("document.body.innerText"))


def show(window: Window, address: str, search: str, said: str) -> None:
    window.page.goto(f"{address}/{search}")
    wait_for(window.page, f"document.body.innerText.includes({said!r})")


def assert_clean(window: Window, address: str) -> None:
    assert window.complaints == []
    elsewhere = [url for url in window.asked if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_every_view_is_shown_without_a_complaint_and_asks_nobody_else(
    address: str, width: int, dark: bool
) -> None:
    with open_window(width=width, dark=dark) as window:
        show(window, address, f"?website={COFFEE}", "Aurora is named in")
        for view in VIEWS:
            window.page.goto(f"{address}/?website={COFFEE}&view={view}")
            wait_for(window.page, "document.querySelectorAll('#content > *').length > 0")
            wait_for(window.page, "document.querySelector('#views .chosen') !== null")
            overflow = window.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow <= 0, view
        assert_clean(window, address)


def test_the_live_page_is_what_its_picture_shows(address: str) -> None:
    with open_window() as window:
        open_picture(window.page, DASHBOARD, address)


def test_dark_is_dark_and_its_text_is_light(address: str) -> None:
    lightness = "getComputedStyle({}).{}.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    with open_window(dark=True) as window:
        show(window, address, f"?website={COFFEE}", "Aurora is named in")
        wait_for(window.page, "document.querySelector('.chart text') !== null")
        body = window.page.evaluate(lightness.format("document.body", "backgroundColor"))
        ink = window.page.evaluate(
            lightness.format("document.querySelector('.chart .ytick text')", "fill")
        )
        assert body < 150
        assert ink > 500


def test_a_filter_changes_the_address_and_the_numbers_and_back_undoes_it(address: str) -> None:
    with open_window() as window:
        page = window.page
        show(window, address, f"?website={COFFEE}", "72 · 12")
        page.evaluate("document.querySelector('#chosen').click()")
        page.evaluate("document.querySelector('#provider').click()")
        wait_for(page, "document.querySelectorAll('[role=listbox] input').length > 0")
        page.evaluate("document.querySelector('[role=listbox] input[type=checkbox]').click()")
        wait_for(page, "location.search.includes('provider=google')")
        wait_for(page, "document.body.innerText.includes('36 · 12')")
        assert "Filters: google" in text(page)
        assert "start" not in page.evaluate("location.search")
        page.go_back()
        wait_for(page, "document.body.innerText.includes('72 · 12')")
        assert "provider" not in page.evaluate("location.search")
        assert_clean(window, address)


def test_a_number_leads_to_its_answers_and_to_one_in_full(address: str) -> None:
    with open_window() as window:
        page = window.page
        show(window, address, f"?website={COFFEE}", "Aurora is named in")
        page.evaluate("document.querySelector('tbody th a').click()")
        wait_for(page, "location.search.includes('view=answers')")
        wait_for(page, "document.querySelectorAll('article mark').length > 0")
        page.evaluate("document.querySelector('article a').click()")
        wait_for(page, "document.querySelector('.whole') !== null")
        whole = page.evaluate("document.querySelector('.whole').innerText")
        assert whole == "coffee: Take Aurora. Beans & Co is fine too."
        assert_clean(window, address)


def test_what_is_shown_is_saved(address: str, tmp_path: Path) -> None:
    with open_window() as window:
        show(window, address, f"?website={COFFEE}", "Aurora is named in")
        with window.page.expect_download() as download:
            window.page.evaluate("document.querySelector('.export').click()")
        saved = tmp_path / "saved.csv"
        download.value.save_as(saved)
        assert "Aurora" in saved.read_text("utf-8")
        assert download.value.suggested_filename.startswith(f"{COFFEE}_ranking_")


def test_everything_is_reached_by_the_keyboard_in_the_order_of_the_page(address: str) -> None:
    focused = (
        "(() => { const e = document.activeElement; "
        "return e.id || e.getAttribute('aria-label') || e.innerText })()"
    )
    with open_window() as window:
        show(window, address, f"?website={COFFEE}", "Aurora is named in")
        reached: list[Any] = []
        for _ in range(25):
            window.page.keyboard.press("Tab")
            reached.append(window.page.evaluate(focused))
        assert reached[0] == "Skip to the numbers"
        for name in ("chosen", "Ranking", "Trend", "Tables", "Every brand with its intervals"):
            assert name in reached, reached


def test_every_control_has_a_name_and_the_page_one_main_part(address: str) -> None:
    with open_window() as window:
        show(window, address, f"?website={COFFEE}&view=where", "By provider and who asks")
        nameless = window.page.evaluate(
            "[...document.querySelectorAll('a, button, summary')]"
            ".filter(e => !(e.innerText || e.getAttribute('aria-label') || '').trim()"
            " && !e.closest('[aria-labelledby]') && !e.closest('[aria-hidden=true]'))"
            ".map(e => e.outerHTML.slice(0, 200))"
        )
        assert nameless == []
        assert window.page.evaluate("document.querySelectorAll('main').length") == 1


def test_garbage_in_the_address_is_told_on_the_page(address: str) -> None:
    search = "?view=zzz&start=yesterday&brand=Nobody&about=<script>alert(1)</script>"
    with open_window() as window:
        show(window, address, search, "no day such as 2026-11-21")
        assert "No brand 'Nobody' is compared" in text(window.page)
        assert_clean(window, address)


@pytest.mark.redis
def test_people_sign_in_and_out_by_the_form(
    world: World, store: RedisStore, hasher: CountingHasher
) -> None:
    name = "<b>Ada</b>"
    with world.control.begin() as db:
        users.add(db, "ada@example.com", password=PASSWORD, role="admin", name=name, actor="test")
    with serving(world, store, is_local=False) as address, open_window(width=390) as window:
        page = window.page
        page.goto(f"{address}/?website={COFFEE}&view=people")
        page.fill("#email", "ada@example.com")
        page.fill("#password", "not the password at all")
        page.keyboard.press("Enter")
        wait_for(page, "document.querySelector('[role=alert]') !== null")
        assert "is wrong" in text(page)
        window.complaints.clear()  # the browser notes every 401
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        wait_for(page, "document.body.innerText.includes('People of default')")
        assert f"{name} · admin of default" in text(page)
        page.evaluate("document.querySelector('#who button').click()")
        wait_for(page, "location.pathname === '/sign-in'")
        page.goto(f"{address}/")
        assert "Password" in text(page)
        assert_clean(window, address)
