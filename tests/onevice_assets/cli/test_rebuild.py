"""`onevice drift` and `onevice rebuild`: what differs is told, what was dropped comes back."""

from __future__ import annotations

import pytest

from onevice_assets.tables import answers, audience
from resources.object_store import Objects
from tests.fault_proxy import closed_port
from tests.onevice_assets.brand_monitor.projections.world import World, make_world
from tests.onevice_assets.cli.conftest import Terminal
from tests.onevice_assets.upkeep.drift.websites import count_marts, dump_control


@pytest.fixture
def world(terminal: Terminal) -> World:
    """A website with two days in the lake of the terminal's home; no store holds it."""
    objects = Objects(url=(terminal.home / "objects" / "llm-brand-monitor").as_uri())
    made = make_world(terminal.lake, terminal.control, objects, marts=False)
    count_marts(terminal.lake, [made])
    return made


def test_a_dropped_store_is_told_and_comes_back_with_what_cannot_named(
    terminal: Terminal, world: World
) -> None:
    decided = dump_control(terminal.control)
    terminal.run("rebuild", "--store", "postgres")
    assert "0 differ" in terminal.run("drift", "--store", "postgres")
    with terminal.control.begin() as db:
        db.exec_driver_sql("DROP TABLE serving.llm_responses CASCADE")
    told = terminal.run("drift", "--store", "postgres", "--day", "2026-11-21", code=1)
    assert "could not be compared" in told
    one = terminal.run("rebuild", "--store", "postgres", "-w", world.website.key, code=1)
    assert "without --website" in one
    assert "serving.llm_responses" in one

    day = world.day("2026-11-20").partition
    terminal.lake.write(answers.llm_responses, day, [])
    told = terminal.run("rebuild", "--store", "postgres", code=1)
    assert f"error {day}: " in told
    assert "2 partitions" in told
    assert "0 differ" in terminal.run("drift", "--store", "postgres", "--day", "2026-11-21")
    assert dump_control(terminal.control) == decided


def test_a_redis_that_is_down_is_told_without_a_word_of_success(
    shop: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{closed_port()}")
    told = shop.run("rebuild", "--store", "redis", code=1)
    assert "deleting `cache:generation` failed" in told.lower()
    assert "counters set right" not in told
    assert "{" not in told


def test_dropping_asks_names_what_is_lost_and_can_be_declined(
    terminal: Terminal, world: World
) -> None:
    terminal.run("rebuild", "--store", "postgres")
    told = terminal.run("rebuild", "--store", "postgres", "--drop", code=1, stdin="n\n")
    assert "every row of schema serving, of all organizations" in told
    assert "0 differ" in terminal.run("drift", "--store", "postgres")
    terminal.lake.write(audience.scraped_pages, world.website.key, [])
    dropped = terminal.run("rebuild", "--store", "postgres", "--drop", "--yes")
    assert "3 partitions" in dropped
    with terminal.control.begin() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM serving.scraped_pages").scalar() == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--store", "objects"], "holds originals"),
        (["--store", "mysql"], "No store is called 'mysql'"),
        (["--store", "redis", "--drop"], "sessions and queued jobs"),
        (["--store", "neo4j", "--website", "x", "--drop"], "Leave one of the two out"),
        (["--store", "neo4j", "--organization", "x", "--drop"], "Leave one of the two out"),
        (["--store", "neo4j", "--organization", "x"], "no organization 'x'"),
    ],
)
def test_what_cannot_be_rebuilt_is_refused(terminal: Terminal, words: list[str], told: str) -> None:
    assert told in terminal.error("rebuild", *words)


def test_comparing_a_store_without_copies_is_refused(terminal: Terminal) -> None:
    assert "holds no copy of the lake" in terminal.error("drift", "--store", "redis")


def test_comparing_an_organization_that_is_not_there_is_refused(terminal: Terminal) -> None:
    assert "no organization 'acem'" in terminal.error("drift", "--organization", "acem")
