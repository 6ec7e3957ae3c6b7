"""`onevice search`: what a person reads and may follow, and what a program gets."""

from __future__ import annotations

import pytest

from onevice_assets.brand_monitor.projections.search import SearchProjection
from onevice_assets.publishing.projection import Scope
from resources.control_plane import websites
from resources.graph_store import GraphStore
from resources.search_index.documents import DocumentScope
from resources.search_store import SearchStore
from tests.onevice_assets.cli.conftest import KEY, Terminal
from tests.searches import DAY, document, wipe

PAGE = "https://shop.test/tents"


@pytest.fixture(autouse=True)
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELASTICSEARCH_URL", raising=False)


@pytest.fixture
def published(shop: Terminal) -> Terminal:
    """A website with a page and three mentions in the search."""
    shop.run("brand", "add", "Shop")
    scope = scope_of(shop, KEY)
    text = "A <b>tent</b>\x1b[31m."
    page = document(scope, "p1", url=PAGE, title="Tents", content=text, page_type="product")
    day = DocumentScope(scope.organization_id, scope.website_id, DAY)
    told = [("Rival", "recommended", 1), ("Shop", "compared", 2), ("Third", "mentioned", None)]
    mentions = [
        document(
            day,
            f"m{number}",
            brand_name=brand,
            presence=presence,
            position=position,
            llm_provider="openai",
            response_id=f"answer-{number}",
            context=f"Buy a tent from {brand} [bold].",
            intent_type="decision",
        )
        for number, (brand, presence, position) in enumerate(told)
    ]
    with SearchStore(database_url=shop.control.url).open() as index:
        index.replace("website_content", scope, [page])
        index.replace("brand_mentions", day, mentions)
    return shop


def scope_of(terminal: Terminal, key: str) -> DocumentScope:
    with terminal.control.begin() as db:
        found = websites.find(db, key)
    return DocumentScope(found.organization_id, found.id)


def test_hits_show_what_was_found_and_where_it_stands(published: Terminal) -> None:
    told = published.run("search", "tent")
    assert "1 page and 3 mentions for tent" in told
    assert f"1. Tents · product · {PAGE}" in told
    assert "“A <b>tent</b> [31m.”" in told
    assert f"Rival: recommended #1 · openai · {DAY} · answer answer-0" in told
    assert "“Buy a tent from Third [bold].”" in told
    assert "onevice explain --brand" in told
    assert "\x1b" not in told


def test_facets_are_counted_in_small_tables(published: Terminal) -> None:
    told = published.run("search", "tent", "--facets")
    assert "by presence" in told
    assert published.json("search", "tent", "--facets", "--in", "mentions")["mentions"][
        "facets"
    ] == {
        "brand_name": {"Rival": 1, "Shop": 1, "Third": 1},
        "llm_provider": {"openai": 3},
        "presence": {"compared": 1, "mentioned": 1, "recommended": 1},
        "intent_type": {"decision": 3},
    }


@pytest.mark.parametrize(
    ("options", "pages", "mentions"),
    [
        (["--in", "pages"], 1, None),
        (["--in", "mentions"], None, 3),
        (["--brand", "rival"], None, 1),
        (["--brand", "rival", "--brand", "Shop"], None, 2),
        (["--presence", "recommended", "--brand", "Shop"], None, 0),
        (["--day", "2026-01-05", "--provider", "openai"], None, 3),
        (["--day", "2026-01-06"], None, 0),
        (["--intent", "decision"], None, 3),
        (["--page-type", "product"], 1, None),
        (["--website", KEY], 1, 3),
        (["--organization", "default"], 1, 3),
    ],
)
def test_filters_narrow_the_place_they_belong_to(
    published: Terminal, options: list[str], pages: int | None, mentions: int | None
) -> None:
    found = published.json("search", "tent", *options)
    totals = {name: one["total"] for name, one in found.items() if name != "text"}
    expected = {"pages": pages, "mentions": mentions}
    assert totals == {name: one for name, one in expected.items() if one is not None}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--in", "pages", "--brand", "Shop"], "filter by those of the one place"),
        (["--in", "mentions", "--page-type", "product"], "filter by those of the one place"),
        (["--brand", "Shop", "--page-type", "product"], "filter by those of the one place"),
        (["--day", "yesterday"], "yesterday"),
        (["--website", "nobody.test"], "nobody.test"),
        (["--organization", "nobody"], "Name whose documents"),
        (["--website", KEY, "--organization", "nobody"], "is not a website of 'nobody'"),
        (["--offset", "10000"], "at most 10,000"),
    ],
)
def test_a_search_that_cannot_be_made_says_why(
    published: Terminal, options: list[str], told: str
) -> None:
    assert told in published.error("search", "tent", *options)


def test_more_hits_than_shown_are_counted(published: Terminal) -> None:
    assert "2 more: --offset 1" in published.run("search", "tent", "--limit", "1")
    rest = published.json("search", "tent", "--limit", "2", "--offset", "1", "--in", "mentions")
    assert len(rest["mentions"]["hits"]) == 2


def test_nothing_found_says_what_to_try(published: Terminal) -> None:
    told = published.run("search", "volcano")
    assert "0 pages and 0 mentions for volcano" in told
    assert "Fewer words or filters find more" in told
    assert "no word to find" in published.error("search", "--", "-tent")


def test_a_brand_that_is_none_is_told_from_one_that_nothing_is_found_of(
    published: Terminal,
) -> None:
    assert "There is no brand 'Nobody'" in published.error("search", "tent", "--brand", "Nobody")
    published.run("brand", "add", "Quiet")
    assert "0 mentions for tent" in published.run("search", "tent", "--brand", "Quiet")


def test_a_search_that_was_never_filled_says_what_to_do(shop: Terminal) -> None:
    wipe(SearchStore(database_url=shop.control.url))
    told = shop.error("search", "tent")
    assert "no index website_content" in told
    assert "onevice migrate up --store search" in told


def test_without_a_website_there_is_nothing_to_search(terminal: Terminal) -> None:
    assert "No website is watched yet" in terminal.error("search", "tent")


def test_another_organizations_documents_are_never_found(published: Terminal) -> None:
    published.run("site", "add", "https://shop.test/", "--organization", "other")
    told = published.error("search", "tent")
    assert "--organization or --website: default, other" in told
    other = published.json("search", "tent", "--organization", "other")
    assert (other["pages"]["total"], other["mentions"]["total"]) == (0, 0)
    scope = scope_of(published, "other.shop.test")
    mine = SearchProjection(published.lake, SearchStore(database_url=published.control.url))
    theirs = Scope(scope.organization_id, scope.website_id, "other.shop.test", DAY)
    assert mine.count(theirs) == {"brand_mentions": 0}


def test_a_hybrid_search_tells_what_found_each_result(
    published: Terminal, graph: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(("URI", "USER", "PASSWORD"), graph.address(), strict=True):
        monkeypatch.setenv(f"NEO4J_{name}", value)
    monkeypatch.setenv("QDRANT_URL", "http://127.0.0.1:1")
    told = published.run("search", "tent", "--hybrid")
    assert "4 results for tent" in told
    assert "answer · openai · 2026-01-05 · answer-0" in told
    assert "words #1" in told
    assert "“Buy a tent from Third [bold].”" in told
    assert "not searched by meaning" in told
    assert "unset QDRANT_URL" in told
    found = published.json("search", "tent", "--hybrid", "--in", "pages")
    assert [(one["kind"], one["ranks"]) for one in found["results"]] == [("page", {"words": 1})]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--facets"], "--facets: only the search by words"),
        (["--offset", "3", "--brand", "Shop"], "--brand, --offset: only the search by words"),
        (["--in", "pages", "--day", "2026-01-05"], "Pages have no day"),
        (["--limit", "0"], "1 to 100"),
        (["--limit", "500"], "1 to 100"),
    ],
)
def test_a_hybrid_search_that_cannot_be_made_says_why(
    published: Terminal, options: list[str], told: str
) -> None:
    assert told in published.error("search", "tent", "--hybrid", *options)
