"""A website of five pages, and how tests crawl it."""

from __future__ import annotations

from resources.web.client import Limits
from resources.web.crawl import Plan
from resources.web.guard import Guard
from resources.web.pacing import Pace
from resources.web.pages import Crawl
from tests.resources.web.website_server import Page, Website

SMALL = {
    "/": Page(links=["/a", "/b"], title="Start", has_etag=True),
    "/a": Page("<p>a</p>", links=["/c"], has_etag=True),
    "/b": Page("<p>b</p>", links=["/"], has_etag=True),
    "/c": Page("<p>c</p>", links=["/d"], has_etag=True),
    "/d": Page("<p>d</p>"),
}


def paths(found: Crawl) -> list[str]:
    return ["/" + page.url.split("/", 3)[3] for page in found.pages]


def plan(site: Website, host: str = "127.0.0.1", **more: object) -> Plan:
    async def resolver(name: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    options: dict[str, object] = {
        "start": f"http://{host}:{site.port}/",
        "max_pages": 150,
        "scrape_depth": 3,
        "pace": Pace(8, 0.0, 0.01),
        "limits": Limits(2.0, 1_000_000),
        "guard": Guard(host, site.port, resolver=resolver),
    }
    return Plan(**{**options, **more})  # type: ignore[arg-type]
