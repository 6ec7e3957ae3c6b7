"""Files in the inbox are imported once, half-written ones left alone, bad ones put aside."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import inbox
from resources.control_plane import listing, simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects
from sensors.inbox import MOST_FILES, TAGS, import_inbox
from sensors.publish_imports import MOST_DAYS, cut_days
from tests.sensors.conftest import YESTERDAY, Platform

KEY = "default.pay.test"


def line(prompt: str = "Which one?", day: date = YESTERDAY) -> bytes:
    asked_at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC).isoformat()
    told = {"provider": "openai", "model": "m", "prompt": prompt, "answer": "PayPal."}
    return json.dumps({**told, "asked_at": asked_at}).encode() + b"\n"


@pytest.fixture
def folder(platform: Platform, tmp_path: Path) -> Iterator[Path]:
    """The inbox of a folder that is the object store, with one website."""
    platform.resources = {"objects": Objects(url=(tmp_path / "bucket").as_uri())}
    with platform.control.begin() as db:
        websites.add(db, domain="pay.test", source="import", actor="test")
    yield tmp_path / "bucket" / "inbox"


def put(folder: Path, name: str, data: bytes, *, minutes_ago: float = 5, key: str = KEY) -> Path:
    path = folder / key / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    then = time.time() - minutes_ago * 60
    os.utime(path, (then, then))
    return path


def imports(platform: Platform) -> list[simulations.SimulationRun]:
    with platform.control.begin() as db:
        return [one for one in simulations.list_all(db) if one.kind == "import"]


def failures(platform: Platform) -> list[dict[str, Any]]:
    with platform.control.begin() as db:
        return listing.rows(db, "run_failures")


def lying(folder: Path, where: str) -> list[str]:
    return sorted(one.name for one in (folder / where).rglob("*") if one.is_file())


def test_a_file_is_imported_and_its_prompts_then_its_days_are_asked_for(
    platform: Platform, folder: Path
) -> None:
    days = [YESTERDAY, YESTERDAY - timedelta(1)]
    put(folder, "a.jsonl", b"".join(line(day=day) for day in days))
    (prompts,) = platform.tick(import_inbox).run_requests or []
    assert (prompts.job_name, prompts.partition_key) == ("understand_website", KEY)
    assert lying(folder, KEY) == []
    assert lying(folder, "done")[0].endswith("a.jsonl")
    platform.start(prompts, dg.DagsterRunStatus.SUCCESS)
    (read,) = platform.tick(import_inbox).run_requests or []
    assert read.job_name == "watch_website"
    assert read.run_config["ops"]["brand_monitor__llm_responses"]["config"] == {"ask": False}
    assert read.tags["dagster/asset_partition_range_start"] == f"{days[1]}|{KEY}"
    assert read.tags["dagster/asset_partition_range_end"] == f"{days[0]}|{KEY}"
    assert imports(platform)[0].status == "running"
    platform.start(read, dg.DagsterRunStatus.SUCCESS)
    assert not platform.tick(import_inbox).run_requests
    assert imports(platform)[0].status == "completed"


def test_the_same_content_under_another_name_is_no_second_import(
    platform: Platform, folder: Path
) -> None:
    put(folder, "a.jsonl", line())
    platform.tick(import_inbox)
    (done,) = imports(platform)
    with platform.control.begin() as db:
        simulations.set_progress(db, done.id, status="completed")
    put(folder, "b.jsonl", line())
    assert not platform.tick(import_inbox).run_requests
    assert [one.status for one in imports(platform)] == ["completed"]
    assert lying(folder, KEY) == []


def test_many_files_of_a_website_share_the_run_that_derives_their_prompts(
    platform: Platform, folder: Path
) -> None:
    for n in range(3):
        put(folder, f"{n}.jsonl", line(f"question {n}"))
    assert len(platform.tick(import_inbox).run_requests or []) == 1
    assert len(imports(platform)) == 3


@pytest.mark.parametrize(
    ("name", "data", "minutes_ago"),
    [
        ("young.jsonl", line(), 0.2),
        ("cut-off.jsonl", line() + b'{"provider": "ope', 5),
        ("upload.jsonl.part", line(), 5),
        (".hidden.jsonl", line(), 5),
    ],
)
def test_a_half_written_file_is_not_touched(
    platform: Platform, folder: Path, name: str, data: bytes, minutes_ago: float
) -> None:
    path = put(folder, name, data, minutes_ago=minutes_ago)
    platform.tick(import_inbox)
    assert path.read_bytes() == data
    assert imports(platform) == []
    assert failures(platform) == []


@pytest.mark.parametrize(
    ("name", "data", "key", "words"),
    [
        ("bad.jsonl", b"this is no JSON\n", KEY, "No line of the file can be used"),
        ("empty.jsonl", b"", KEY, "it is empty"),
        ("binary.jsonl", bytes(range(256)) + b"\n", KEY, "No line of the file can be used"),
        ("table.csv", b"a,b\n", KEY, "must end in .jsonl"),
        ("a.jsonl", line(), "default.nobody.test", "in no website's folder"),
    ],
)
def test_a_bad_file_is_put_aside_with_its_reason_and_told(
    platform: Platform, folder: Path, name: str, data: bytes, key: str, words: str
) -> None:
    put(folder, name, data, key=key)
    put(folder, "good.jsonl", line())
    platform.tick(import_inbox)
    there, note = (folder / "failed" / key).iterdir()
    kept, reason = sorted((there, note), key=lambda one: len(one.name))
    assert kept.read_bytes() == data
    assert words in reason.read_text()
    (row,) = failures(platform)
    assert words in row["reason"]
    assert "put it back" in row["next_step"]
    assert len(imports(platform)) == 1, "the good one beside it is taken"


def test_lines_that_are_left_out_are_named_beside_the_file(
    platform: Platform, folder: Path
) -> None:
    put(folder, "a.jsonl", line() + b"nonsense\n")
    platform.tick(import_inbox)
    (note,) = (folder / "done").rglob("*.reason.txt")
    assert note.read_text().startswith("line 2 was left out")


def test_a_file_that_is_too_large_is_put_aside_whole(
    platform: Platform, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_BYTES", 10)
    put(folder, "large.jsonl", line())
    platform.tick(import_inbox)
    (kept,) = (folder / "failed").rglob("*.jsonl")
    assert kept.read_bytes() == line()
    assert "cut it into several" in failures(platform)[0]["reason"]


def test_an_inbox_nobody_used_is_empty(platform: Platform, folder: Path) -> None:
    assert "0 file(s)" in str(platform.tick(import_inbox).skip_reason)


@pytest.mark.parametrize("state", ["pending", "running"])
def test_an_import_whose_run_failed_is_failed_and_the_same_file_tries_again(
    platform: Platform, folder: Path, state: str
) -> None:
    put(folder, "a.jsonl", line())
    (request,) = platform.tick(import_inbox).run_requests or []
    if state == "running":
        platform.start(request, dg.DagsterRunStatus.SUCCESS)
        (request,) = platform.tick(import_inbox).run_requests or []
    platform.start(request, dg.DagsterRunStatus.FAILURE)
    assert not platform.tick(import_inbox).run_requests
    assert imports(platform)[0].status == "failed"
    put(folder, "a.jsonl", line())
    (again,) = platform.tick(import_inbox).run_requests or []
    assert TAGS["pending"] in again.tags


def test_a_request_that_was_lost_is_made_again(platform: Platform, folder: Path) -> None:
    put(folder, "a.jsonl", line())
    first = platform.tick(import_inbox).run_requests
    assert platform.tick(import_inbox).run_requests == first


def test_days_that_are_no_partition_fail_the_import_with_what_to_do(
    platform: Platform, folder: Path
) -> None:
    put(folder, "a.jsonl", line(day=date(2019, 1, 1)))
    assert not platform.tick(import_inbox).run_requests
    with platform.control.begin() as db:
        (row,) = listing.rows(db, "simulation_runs")
    assert (row["status"], "ONEVICE_FIRST_DAY" in row["error"]) == ("failed", True)


def test_ten_thousand_files_are_listed_in_one_go_and_a_few_taken_oldest_first(
    platform: Platform, folder: Path
) -> None:
    for n in range(10_000):
        put(folder, f"{n:05}.jsonl", line(f"q{n}"), minutes_ago=20_000 - n)
    platform.tick(import_inbox)
    assert len(imports(platform)) == MOST_FILES
    assert lying(folder, KEY)[0] == f"{MOST_FILES:05}.jsonl"


def test_a_store_that_is_away_leaves_the_files_where_they_are(
    platform: Platform, folder: Path
) -> None:
    path = put(folder, "a.jsonl", line())
    platform.control = ControlPlane(
        url="postgresql://nobody@127.0.0.1:9/nothing", connect_seconds=2, retry_seconds=0
    )
    assert "127.0.0.1:9" in str(platform.tick(import_inbox).skip_reason)
    assert path.exists()


@given(st.sets(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=100))
def test_every_day_is_in_one_range_and_no_range_has_a_day_too_many(days: set[date]) -> None:
    ranges = cut_days(one.isoformat() for one in days)
    covered: list[date] = []
    for first, last in ranges:
        day = date.fromisoformat(first)
        length = (date.fromisoformat(last) - day).days + 1
        assert 1 <= length <= MOST_DAYS
        covered += [day + timedelta(n) for n in range(length)]
    assert sorted(covered) == sorted(days)
    assert len(covered) == len(set(covered))


@pytest.mark.parametrize(
    ("data", "is_cut_off"),
    [(b"", False), (b"{}\n", False), (b"{}", False), (b"{}\n{", True), (b"abc", True)],
)
def test_a_file_that_ends_within_a_line_is_cut_off(data: bytes, is_cut_off: bool) -> None:
    assert inbox.is_cut_off(data) == is_cut_off
