"""The same website gives the same pages, whoever answers first."""

from __future__ import annotations

import random

from resources.web.frontier import Frontier, Target

ROOT = "http://x.test"
LINKS = {
    "/": ["/b", "/a", "/deep/er/one", "/a?page=2", "/file"],
    "/a": ["/c", "/"],
    "/b": ["/d/e", "/c/"],
    "/c": ["/too-deep"],
}


def walk(frontier: Frontier, at_once: int, seed: int, not_pages: tuple[str, ...] = ()) -> list[str]:
    """Crawl `LINKS` with answers arriving in random order; gives the pages in that order."""
    chance, running, pages = random.Random(seed), [], list[str]()
    frontier.offer([f"{ROOT}/"], 0)
    while not frontier.is_finished:
        target: Target | None = frontier.take() if len(running) < at_once else None
        if target is not None:
            running.append(target)
            continue
        done = running.pop(chance.randrange(len(running)))
        path = done.key.removeprefix(ROOT)
        frontier.offer([ROOT + link for link in LINKS.get(path, [])], done.depth + 1)
        frontier.settle(done.key, is_page=path not in not_pages)
        pages.append(path)
    return pages


def test_levels_come_one_after_the_other_shallow_paths_first() -> None:
    pages = walk(Frontier(cap=100, max_depth=2), at_once=1, seed=0)
    assert pages == ["/", "/a", "/b", "/file", "/deep/er/one", "/a?page=2", "/c", "/d/e"]


def test_the_order_of_answers_does_not_change_which_pages_are_within_the_cap() -> None:
    first = set(walk(Frontier(cap=6, max_depth=3), at_once=1, seed=0))
    for seed in range(50):
        assert set(walk(Frontier(cap=6, max_depth=3), at_once=4, seed=seed)) == first


def test_what_is_no_page_leaves_room_for_another() -> None:
    for seed in range(20):
        frontier = Frontier(cap=4, max_depth=3)
        pages = walk(frontier, at_once=4, seed=seed, not_pages=("/file",))
        assert set(pages) == {"/", "/a", "/b", "/file", "/deep/er/one"}


def test_only_ten_addresses_differ_by_their_query_alone() -> None:
    frontier = Frontier(cap=100, max_depth=1)
    frontier.offer([f"{ROOT}/calendar?month={n}" for n in range(500)], 0)
    taken = [frontier.take() for _ in range(20)]
    assert sum(target is not None for target in taken) == 10


def test_pages_of_the_sitemap_come_last() -> None:
    frontier = Frontier(cap=100, max_depth=3)
    frontier.offer_sitemap([f"{ROOT}/only-here", f"{ROOT}/a"])
    pages = walk(frontier, at_once=2, seed=1)
    assert pages[-1] == "/only-here"
    assert pages.count("/a") == 1


def test_a_site_of_downloads_ends() -> None:
    frontier = Frontier(cap=10, max_depth=3)
    frontier.offer([f"{ROOT}/{n}" for n in range(1000)], 0)
    requests = 0
    while (target := frontier.take()) is not None:
        frontier.settle(target.key, is_page=False)
        requests += 1
    assert requests == 70
    assert frontier.is_finished
