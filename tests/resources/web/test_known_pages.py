"""What a crawl makes of pages it has seen: unchanged, moved, or the same under another name."""

from __future__ import annotations

from resources.web.crawl import crawl
from resources.web.pages import KnownPage
from resources.web.resource import Web
from tests.resources.web.small_website import SMALL, paths, plan
from tests.resources.web.website_server import NO_ROBOTS, TEXT, Page, serve_website


def test_unchanged_pages_are_not_sent_again_and_their_links_still_followed() -> None:
    with serve_website(SMALL) as site:
        first = Web().crawl(site.url)
        known = {
            page.url: KnownPage(page.etag, page.last_modified, lambda body=page.body: body)  # type: ignore[misc]
            for page in first.pages
        }
        site.pages["/b"] = Page("<p>new</p>", has_etag=True)
        second = Web().crawl(site.url, known=known)
    assert paths(second) == paths(first)
    outcomes = {path: page.outcome for path, page in zip(paths(second), second.pages, strict=True)}
    assert outcomes == {
        "/": "unchanged",
        "/a": "unchanged",
        "/b": "fetched",
        "/c": "unchanged",
        "/d": "fetched",
    }


def test_a_lost_copy_is_fetched_again() -> None:
    with serve_website(SMALL) as site:
        page = Web().crawl(site.url, scrape_depth=0).pages[0]
        known = {page.url: KnownPage(page.etag, None, lambda: None)}
        assert Web().crawl(site.url, known=known).pages[0].outcome == "fetched"


def test_a_failed_page_still_leads_on_by_its_earlier_copy() -> None:
    with serve_website(SMALL) as site:
        copy = SMALL["/a"].render()
        site.pages["/a"] = Page(status=404)
        found = Web().crawl(site.url, known={f"{site.url}a": KnownPage(None, None, lambda: copy)})
    assert paths(found) == ["/", "/a", "/b", "/c", "/d"]


def test_redirects_within_the_website_lead_to_one_page() -> None:
    pages = {
        "/": Page(links=["/old", "/older", "/new"]),
        "/old": Page(status=301, headers={"Location": "/new"}),
        "/older": Page(status=302, headers={"Location": "/elsewhere#x"}),
        "/new": Page("<p>new</p>"),
        "/elsewhere": Page("<p>elsewhere</p>"),
    }
    with serve_website({**pages, **NO_ROBOTS}) as site:
        found = Web().crawl(site.url)
    assert paths(found) == ["/", "/elsewhere", "/new"]
    assert site.asked["/new"] <= 2


def test_a_page_of_many_names_is_stored_once() -> None:
    canonical = '<link rel="canonical" href="/bike">'
    pages = {
        "/": Page(title="Start", links=["/bike?color=red", "/bike?color=blue", "/copy", "/twin"]),
        "/bike": Page("<p>bike</p>", title="Bike", head=canonical),
        "/copy": Page("<p>same</p>"),
        "/twin": Page("<p>same</p>"),
        "/lazy": Page("<p>x</p>", title="Lazy", head='<link rel="canonical" href="/">'),
    }
    pages["/"].links.append("/lazy")
    with serve_website({**pages, **NO_ROBOTS}) as site:
        found = Web().crawl(site.url)
    assert paths(found) == ["/", "/copy", "/lazy", "/bike"]
    assert found.left_out["the same as another page"] == 3


def test_a_typed_name_is_connected_to_where_it_was_checked() -> None:
    other = "http://other.shop.test:{port}/"
    with serve_website(dict(NO_ROBOTS)) as site:
        site.pages["/"] = Page(links=["/a", other.format(port=site.port)])
        site.pages["/a"] = Page(TEXT)
        found = crawl(plan(site, host="www.shop.test"))
    assert [page.url for page in found.pages] == [
        plan(site, host="www.shop.test").start,
        f"http://www.shop.test:{site.port}/a",
    ]
    assert found.left_out == {"outside what this crawl may connect to": 1}
    assert dict(site.requests)["/a"]["host"] == f"www.shop.test:{site.port}"


def test_a_redirect_that_fails_once_is_not_lost() -> None:
    answers = iter([Page(status=503), Page("<p>there</p>")])
    pages = {
        "/": Page(links=["/old"]),
        "/old": Page(status=301, headers={"Location": "/new"}),
        "/new": lambda _: next(answers),
    }
    with serve_website({**pages, **NO_ROBOTS}) as site:
        assert paths(Web().crawl(site.url)) == ["/", "/new"]
