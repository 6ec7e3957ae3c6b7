"""Simulation runs: one daily run however many ask for it, requests first, imports by content."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing import get_context

import pytest
from sqlalchemy import Connection

from resources.control_plane import audit, simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import InputError
from resources.identity import new_id

DAY = date(2026, 11, 21)
UNKNOWN_ID = "019a9f00-0000-7000-8000-000000000000"


def claim_day(url: str, website_id: str) -> str:
    with ControlPlane(url=url).begin() as db:
        return simulations.for_day(db, website_id, DAY).id


def add_file(db: Connection, website: Website, sha256: str, **settings: object):
    return simulations.add_import(
        db,
        website.id,
        source_path=f"imports/{website.id}/{sha256}.jsonl",
        sha256=sha256,
        settings={"days": ["2026-11-20", "2026-11-21"], **settings},
        actor="test",
    )


def test_a_day_has_one_run(db: Connection, website: Website) -> None:
    run = simulations.for_day(db, website.id, DAY)
    assert (run.kind, run.day, run.status) == ("daily", DAY, "pending")
    assert run.organization_id == website.organization_id
    assert simulations.for_day(db, website.id, DAY) == run
    assert simulations.for_day(db, website.id, date(2026, 11, 22)).id != run.id


def test_processes_that_claim_a_day_at_once_get_the_same_run(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
    with ProcessPoolExecutor(3, mp_context=get_context("fork")) as pool:
        claims = [pool.submit(claim_day, control.url, website.id) for _ in range(8)]
        runs = {claim.result() for claim in claims}
    assert len(runs) == 1


def test_threads_that_claim_a_day_at_once_get_the_same_run(control: ControlPlane) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
    with ThreadPoolExecutor(8) as pool:
        runs = set(pool.map(lambda _: claim_day(control.url, website.id), range(16)))
    assert len(runs) == 1


def test_a_waiting_request_is_taken_before_the_daily_run(db: Connection, website: Website) -> None:
    daily = simulations.for_day(db, website.id, DAY)
    first = simulations.queue(db, website.id, DAY, {"samples": 5}, "test")
    simulations.queue(db, website.id, DAY, {"samples": 9}, "test")
    assert simulations.for_day(db, website.id, DAY).id == first.id
    for _ in range(2):
        run = simulations.for_day(db, website.id, DAY)
        simulations.set_progress(db, run.id, status="completed")
    assert simulations.for_day(db, website.id, DAY).id == daily.id
    assert [one.kind for one in simulations.runs_of_day(db, website.id, DAY)] == [
        "daily",
        "requested",
        "requested",
    ]


def test_a_day_that_was_asked_on_request_is_not_asked_again(
    db: Connection, website: Website
) -> None:
    asked = simulations.queue(db, website.id, DAY, {"samples": 5}, "test")
    simulations.set_progress(db, asked.id, status="completed")
    assert simulations.for_day(db, website.id, DAY).id == asked.id
    assert len(simulations.runs_of_day(db, website.id, DAY)) == 1


def test_the_same_waiting_request_is_made_once(db: Connection, website: Website, audited) -> None:
    first = simulations.queue(db, website.id, DAY, {"samples": 5}, "test")
    assert simulations.queue(db, website.id, DAY, {"samples": 5}, "test") == first
    assert simulations.queue(db, website.id, DAY, {"samples": 6}, "test").id != first.id
    assert audited.new() == 2


def test_the_same_file_is_the_same_import(db: Connection, website: Website, audited) -> None:
    first = add_file(db, website, "a" * 64, track="found")
    assert add_file(db, website, "a" * 64, track="found") == first
    assert audited.new() == 1
    changed = add_file(db, website, "a" * 64, track=["SQLite"])
    assert (changed.id, changed.settings["track"]) == (first.id, ["SQLite"])
    assert add_file(db, website, "b" * 64).id != first.id
    assert audited.new() == 2
    assert len(simulations.imports(db, website.id)) == 2


def test_an_import_counts_for_the_days_it_holds(db: Connection, website: Website) -> None:
    run = add_file(db, website, "a" * 64)
    assert (run.kind, run.day) == ("import", None)
    assert simulations.runs_of_day(db, website.id, date(2026, 11, 20)) == [run]
    assert simulations.runs_of_day(db, website.id, date(2026, 11, 19)) == []
    assert simulations.for_day(db, website.id, date(2026, 11, 20)).kind == "daily"


def test_progress_is_kept_with_its_times(db: Connection, website: Website) -> None:
    run = simulations.for_day(db, website.id, DAY)
    began, ended = datetime(2026, 11, 21, 8, tzinfo=UTC), datetime(2026, 11, 21, 9, tzinfo=UTC)
    simulations.set_progress(db, run.id, status="running", total=10, at=began)
    simulations.set_progress(db, run.id, completed=4)
    simulations.set_progress(db, run.id, status="running", at=ended)  # continued after a crash
    found = simulations.get(db, run.id)
    assert (found.total_prompts, found.completed_prompts, found.started_at) == (10, 4, began)
    simulations.set_progress(db, run.id, status="completed", completed=10, at=ended)
    found = simulations.get(db, run.id)
    assert (found.status, found.completed_at) == ("completed", ended)


def test_a_queued_simulation_is_audited_with_its_settings(db: Connection, website: Website) -> None:
    run = simulations.queue(db, website.id, DAY, {"samples": 5}, "cli:ann")
    entry = audit.entries(db)[0]
    assert (entry.actor, entry.action, entry.subject) == (
        "cli:ann",
        "simulation.queue",
        website.key,
    )
    assert entry.detail["simulation_run_id"] == run.id
    assert entry.detail["settings"] == {"samples": 5}


def test_a_day_of_an_unknown_website_is_an_input_error(db: Connection) -> None:
    with pytest.raises(InputError, match="no website with id"):
        simulations.for_day(db, new_id(), DAY)


@pytest.mark.parametrize("unknown", ["nobody", UNKNOWN_ID])
def test_an_unknown_website_or_run_is_an_input_error(db: Connection, unknown: str) -> None:
    with pytest.raises(InputError, match="no website with id"):
        simulations.queue(db, unknown, DAY, {}, "test")
    with pytest.raises(InputError, match="no simulation run"):
        simulations.get(db, unknown)
