"""What the web does to a crawler: a clear word for the start page, a row for every other one."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from resources.errors import WebsiteError
from resources.web.pages import CrawledPage
from resources.web.resource import Web
from tests.fault_proxy import closed_port
from tests.resources.web.website_server import TEXT, Page, Website, serve_website

BIG = f"<html><body><p>{TEXT * 20}</p></body></html>".encode() * 9000  # some 50 MB
BOMB = gzip.compress(b"<p>" + b"bombs " * 20_000_000)  # 120 kB that become 120 MB


def crawl(site: Website, **options: object) -> dict[str, CrawledPage]:
    """Crawl with short limits; pages by path."""
    web = Web(**{"timeout_s": 3.0, "retries": 0, **options})  # type: ignore[arg-type]
    pages = web.crawl(site.url).pages
    return {"/" + page.url.split("/", 3)[3]: page for page in pages}


def refuse(url: str, match: str) -> str:
    with pytest.raises(WebsiteError, match=match) as raised:
        Web(timeout_s=3.0, retries=0).crawl(url)
    return str(raised.value)


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://example.com/", "http://", "mailto:a@b.c"])
def test_what_is_no_address_is_refused(url: str) -> None:
    refuse(url, "no web address")


def test_a_name_that_does_not_resolve() -> None:
    refuse("http://no-such-host.invalid/", "does not resolve")


def test_a_server_that_is_not_there() -> None:
    message = refuse(f"http://127.0.0.1:{closed_port()}/", "refused")
    assert "nothing stored was changed" in message


def test_a_metadata_address_that_was_typed() -> None:
    refuse("http://169.254.169.254/latest/meta-data/", "forbidden")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 418, 500, 503])
def test_a_start_page_that_answers_an_error(status: int) -> None:
    with serve_website({"/": Page(status=status)}) as site:
        refuse(site.url, f"the server answers {status}")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(b"%PDF-1.7 ...", content_type="application/pdf"), "not HTML"),
        (Page(b"%PDF-1.7 ...", content_type="text/html"), "not HTML"),
        (Page(b"\x00\x01\x02\x03", content_type=None), "not HTML"),
        (Page(BIG), "larger than 10 MB"),
        (Page(BOMB, headers={"Content-Encoding": "gzip"}), "larger than 10 MB"),
        (Page(b"no gzip", headers={"Content-Encoding": "gzip"}), "broken"),
        (Page(b"x", headers={"Content-Encoding": "br"}), "not asked for"),
        (Page(status=302, headers={"Location": "https://example.org/"}), "outside the website"),
        (Page(status=302, headers={"Location": "http://127.0.0.1:1/"}), "outside the website"),
        (Page(status=302, headers={"Location": "file:///etc/passwd"}), "no web address"),
        (Page(status=302, headers={"Location": "/"}), "in a circle"),
        (Page(status=302), "the server answers 302"),
        (Page(delay_s=10), "no complete answer within 3 s"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_start_page_that_cannot_be_read(page: Page, reason: str) -> None:
    with serve_website({"/": page}) as site:
        message = refuse(site.url, reason)
    assert message.startswith(f"Could not crawl {site.url}")


def test_an_endless_chain_of_redirects_ends() -> None:
    def onward(path: str) -> Page:
        return Page(status=302, headers={"Location": f"/{int(path[1:] or 0) + 1}"})

    with serve_website({"*": onward, "/robots.txt": Page(status=404)}) as site:
        refuse(site.url, "in a circle")
    assert len(site.requests) <= 12


def test_a_robots_txt_that_forbids_all() -> None:
    robots = Page(b"User-agent: *\nDisallow: /", content_type="text/plain")
    with serve_website({"/": Page(), "/robots.txt": robots}) as site:
        refuse(site.url, "robots.txt forbids")
    assert "/" not in site.asked


@pytest.mark.parametrize("page", [Page(status=500), Page(delay_s=10)])
def test_a_robots_txt_that_cannot_be_had_forbids_all(page: Page) -> None:
    with serve_website({"/": Page(), "/robots.txt": page}) as site:
        refuse(site.url, r"robots\.txt")
    assert "/" not in site.asked


@pytest.mark.parametrize(
    "robots",
    [Page(status=404), Page(status=403), Page(b"\xff\xfe\x00garbage"), Page("<h1>hi</h1>")],
)
def test_a_robots_txt_that_is_none_allows_all(robots: Page) -> None:
    with serve_website({"/": Page(), "/robots.txt": robots}) as site:
        assert set(crawl(site)) == {"/"}


BAD_PAGES: dict[str, Page | Callable[[str], Page]] = {
    "/missing": Page("<h1>gone</h1>", status=404),
    "/broken": Page("oops", status=500),
    "/away": Page(status=301, headers={"Location": "https://example.org/"}),
    "/circle": Page(status=302, headers={"Location": "/circle"}),
    "/slow": Page(delay_s=10),
    "/big": Page(BIG),
    "/bomb": Page(BOMB, headers={"Content-Encoding": "gzip"}),
    "/bytes": Page(b"<p>\xff\xfe\xfa caf\xe9</p>" * 20, content_type="text/html; charset=utf-8"),
    "/paper": Page(b"%PDF-1.7", content_type="application/pdf"),
}


def test_a_bad_page_is_told_and_the_rest_kept() -> None:
    links = [*BAD_PAGES, "/good", "http://169.254.169.254/", "http://127.0.0.1:1/x", "http://["]
    with serve_website({"/": Page(links=links), "/good": Page("<p>fine</p>"), **BAD_PAGES}) as site:
        pages = crawl(site)
    errors = {path: (page.status, page.error) for path, page in pages.items() if page.error}
    assert set(pages) == {"/", "/good", *BAD_PAGES} - {"/paper"}
    assert {"/", "/good", "/bytes"} == set(pages) - set(errors)
    assert errors["/missing"] == (404, "the server answers 404")
    assert errors["/broken"] == (500, "the server answers 500")
    assert errors["/away"] == (301, "redirects to https://example.org/, outside the website")
    assert "no complete answer" in str(errors["/slow"][1])
    assert "larger than 10 MB" in str(errors["/big"][1])
    assert "larger than 10 MB" in str(errors["/bomb"][1])


def test_a_calendar_without_end_ends() -> None:
    def month(path: str) -> Page:
        number = int(path.partition("=")[2] or 0)
        return Page(f"<p>month {number}</p>", links=[f"/?m={number + n}" for n in range(1, 40)])

    with serve_website({"/": month, "/robots.txt": Page(status=404)}) as site:
        assert len(crawl(site, max_pages=1000)) == 11  # ten addresses of one path with a query


def test_a_login_trap_with_session_ids_is_one_page() -> None:
    count = iter(range(10_000))

    def login(path: str) -> Page:
        link = f"/login;jsessionid={next(count)}?PHPSESSID={next(count)}"
        return Page("<p>log in</p>", links=[link, f"/?sid={next(count)}"])

    with serve_website({"/": login, "/login": login, "/robots.txt": Page(status=404)}) as site:
        pages = crawl(site)
    assert set(pages) <= {"/", "/login"}
    assert sum(site.asked.values()) <= 4  # robots.txt, sitemap.xml and the two pages


def test_a_body_that_ends_too_early_is_a_failed_page() -> None:
    whole = Page(is_gzipped=True).render()
    cut = Page(whole[:-20], headers={"Content-Encoding": "gzip"})
    with serve_website({"/": Page(links=["/cut"]), "/cut": cut}) as site:
        assert "ends too early" in str(crawl(site)["/cut"].error)
