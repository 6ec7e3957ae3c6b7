"""A crawl is polite, ends, gives the same pages again, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gzip
import signal
import threading
import time
from pathlib import Path

import pytest

from resources.web.client import Limits
from resources.web.crawl import crawl
from resources.web.pacing import Pace
from resources.web.resource import Web
from tests.resources.web.small_website import SMALL, paths, plan
from tests.resources.web.website_server import NO_ROBOTS, Page, serve_website


def test_links_are_followed_as_deep_as_asked() -> None:
    with serve_website(SMALL) as site:
        assert paths(Web().crawl(site.url, scrape_depth=0)) == ["/"]
        assert paths(Web().crawl(site.url, scrape_depth=1)) == ["/", "/a", "/b"]
        found = Web().crawl(site.url, scrape_depth=3)
    assert paths(found) == ["/", "/a", "/b", "/c", "/d"]
    assert [page.depth for page in found.pages] == [0, 1, 1, 2, 3]


def test_two_websites_in_one_process_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        serve_website(SMALL) as one,
        serve_website({"/": Page(links=["/x"]), "/x": Page("x")}) as two,
    ):
        assert len(Web().crawl(one.url).pages) == 5
        assert len(Web().crawl(two.url).pages) == 2
        assert len(Web().crawl(one.url).pages) == 5
    assert list(tmp_path.iterdir()) == []
    assert not [t for t in threading.enumerate() if t.name.startswith("crawl")]


def test_it_works_where_an_event_loop_runs_and_in_two_threads() -> None:
    async def inside(url: str) -> int:
        in_thread = asyncio.to_thread(Web().crawl, url)
        return len(Web().crawl(url).pages) + len((await in_thread).pages)

    with serve_website(SMALL) as site:
        assert asyncio.run(inside(site.url)) == 10


def test_ctrl_c_stops_the_crawl_and_reaches_the_caller() -> None:
    before = signal.getsignal(signal.SIGINT)
    presses = [threading.main_thread().ident or 0]

    def press(_: str) -> Page:
        if presses:  # once, however often it is asked for
            signal.pthread_kill(presses.pop(), signal.SIGINT)
        return Page(delay_s=30)

    with serve_website({"/": Page(links=["/slow"]), "/slow": press}) as site:
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            Web().crawl(site.url)
        assert time.monotonic() - began < 25  # not the 30 s of the page
    assert signal.getsignal(signal.SIGINT) is before


def test_the_cap_holds_and_chooses_the_same_pages_each_time() -> None:
    pages = {f"/p{n}": Page(f"<p>{n}</p>", links=[f"/p{n}/x"]) for n in range(40)}
    with serve_website({"/": Page(links=list(pages)), **pages}) as site:
        first = paths(Web(max_pages=10).crawl(site.url))
        assert len(first) == 10
        assert all(paths(Web(max_pages=10).crawl(site.url)) == first for _ in range(3))


def test_what_robots_txt_forbids_is_not_asked_for() -> None:
    robots = Page(b"User-agent: *\nDisallow: /a\n\nUser-agent: OneViceBot\nDisallow: /b")
    with serve_website({**SMALL, "/robots.txt": robots}) as site:
        found = Web().crawl(site.url)
    assert paths(found) == ["/", "/a", "/c", "/d"]
    assert found.left_out == {"forbidden by robots.txt": 1}
    assert "/b" not in site.asked


def test_a_crawl_delay_is_kept() -> None:
    robots = Page(b"User-agent: *\nCrawl-delay: 0.2")
    with serve_website({**SMALL, "/robots.txt": robots}) as site:
        assert Web().crawl(site.url).seconds >= 0.2 * 5


def test_a_host_is_asked_at_its_pace() -> None:
    pages = {f"/p{n}": Page(f"<p>{n}</p>", delay_s=0.02) for n in range(20)}
    with serve_website({"/": Page(links=list(pages)), **pages, **NO_ROBOTS}) as site:
        found = crawl(plan(site, pace=Pace(at_once=2, delay_s=0.03)))
    assert len(found.pages) == 21
    assert site.most_at_once <= 2
    assert found.seconds >= 20 * 0.03


def sitemap(*links: str) -> bytes:
    items = "".join(f"<url><loc> {link} </loc></url>" for link in links)
    return f'<?xml version="1.0"?><urlset>{items}</urlset>'.encode()


def test_pages_only_the_sitemap_knows_are_found() -> None:
    def xml(data: bytes) -> Page:
        return Page(data, content_type="application/xml")

    with serve_website({"/": Page(), "/one": Page("1"), "/two": Page("2"), **NO_ROBOTS}) as site:
        site.pages["/sitemap.xml"] = xml(sitemap(f"{site.url}one", "https://example.org/no"))
        assert paths(Web().crawl(site.url)) == ["/", "/one"]
        index = f"<sitemapindex><sitemap><loc>{site.url}more.xml.gz</loc></sitemap></sitemapindex>"
        site.pages["/robots.txt"] = Page(f"Sitemap: {site.url}index.xml".encode())
        site.pages["/index.xml"] = xml(index.encode())
        site.pages["/more.xml.gz"] = Page(
            gzip.compress(sitemap(f"{site.url}two")), content_type="application/gzip"
        )
        assert paths(Web().crawl(site.url)) == ["/", "/two"]


@pytest.mark.parametrize(
    "page", [Page(b"<urlset><loc>"), Page(b"\x1f\x8bgarbage"), Page(status=500), Page(delay_s=9)]
)
def test_a_broken_sitemap_breaks_nothing(page: Page) -> None:
    with serve_website({**SMALL, "/sitemap.xml": page}) as site:
        assert len(crawl(plan(site, limits=Limits(1.0, 1_000_000))).pages) == 5


def test_a_failure_that_passes_is_asked_again() -> None:
    answers = iter([Page(status=503, headers={"Retry-After": "1"}), Page("<p>back</p>")])
    pages = {"/": Page(links=["/a"]), "/a": lambda _: next(answers)}
    with serve_website({**pages, **NO_ROBOTS}) as site:
        found = Web().crawl(site.url)
    assert [page.error for page in found.pages] == [None, None]
    assert found.seconds >= 1.0


def test_a_robots_txt_that_fails_once_is_asked_again() -> None:
    answers = iter([Page(status=502), Page(status=404)])
    with serve_website({**SMALL, "/robots.txt": lambda _: next(answers)}) as site:
        assert len(Web().crawl(site.url).pages) == 5


def test_a_failure_that_stays_is_given_up() -> None:
    with serve_website({"/": Page(links=["/a"]), "/a": Page(status=500), **NO_ROBOTS}) as site:
        found = Web(retries=2).crawl(site.url)
    assert site.asked["/a"] == 3
    assert found.pages[1].error == "the server answers 500"
