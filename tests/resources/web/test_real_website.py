"""The SQLite project's website, 766 real pages, served on loopback."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.web.example import serve
from resources.web.pages import KnownPage
from resources.web.resource import Web

pytestmark = [pytest.mark.e2e, pytest.mark.shared]


@pytest.fixture(scope="module")
def sqlite_website(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sqlite")
    with tarfile.open(shared / "data" / "web" / "sqlite_website.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    with serve(folder) as (address, port):
        yield f"http://{address}:{port}/"


def test_the_sqlite_website_is_crawled_to_its_cap_and_then_only_asked_for_changes(
    sqlite_website: str,
) -> None:
    first = Web().crawl(sqlite_website)
    assert len(first.pages) + first.left_out["the same as another page"] == 150
    assert not [page.error for page in first.pages if page.error]
    assert all(page.outline and page.outline.title for page in first.pages)
    known = {
        page.url: KnownPage(page.etag, page.last_modified, lambda body=page.body: body)  # type: ignore[misc]
        for page in first.pages
    }
    second = Web().crawl(sqlite_website, known=known)
    assert [page.url for page in second.pages] == [page.url for page in first.pages]
    assert {page.outcome for page in second.pages} == {"unchanged"}


def test_the_whole_sqlite_website_is_within_reach(sqlite_website: str) -> None:
    found = Web(max_pages=1000).crawl(sqlite_website, scrape_depth=8)
    assert len(found.pages) + found.left_out["the same as another page"] > 700
