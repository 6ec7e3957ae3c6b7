"""Files of the documents' inbox are claimed into batches, each of which is read once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg
import pytest

from resources import document_inbox
from resources.control_plane import organizations
from resources.object_store import Objects
from sensors.documents_inbox import MOST_BATCHES, read_inbox
from tests.sensors.conftest import Platform


@pytest.fixture
def folder(platform: Platform, tmp_path: Path) -> Path:
    """The inbox of one organization, in a folder that is the object store."""
    platform.resources = {"objects": Objects(url=(tmp_path / "bucket").as_uri())}
    with platform.control.begin() as db:
        organizations.find_or_add(db, "acme", actor="test")
    return tmp_path / "bucket" / document_inbox.INBOX


def put(folder: Path, name: str, *, minutes_ago: float = 5) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a line")
    then = time.time() - minutes_ago * 60
    os.utime(path, (then, then))
    return path


def tick(platform: Platform) -> dg.SensorResult:
    """A tick, after which the partitions it asked for are there."""
    context = dg.build_sensor_context(
        instance=platform.instance, resources={"control": platform.control, **platform.resources}
    )
    done = read_inbox(context)
    if isinstance(done, dg.SkipReason):
        return dg.SensorResult(skip_reason=done)
    for asked in done.dynamic_partitions_requests or []:
        name = asked.partitions_def_name
        platform.instance.add_dynamic_partitions(name, list(asked.partition_keys))
    return done


def test_what_lies_there_becomes_one_batch_that_is_read_once(
    platform: Platform, folder: Path
) -> None:
    put(folder, "acme/a.pdf")
    put(folder, "acme/night/b.docx")
    (request,) = tick(platform).run_requests or []
    assert request.job_name == "read_documents"
    objects = platform.resources["objects"]
    names = [one.name for one in document_inbox.list_batch(objects, request.partition_key or "")]
    assert names == ["a.pdf", "night/b.docx"]
    assert not [one for one in folder.rglob("*") if one.is_file()]
    assert not tick(platform).run_requests


def test_a_file_somebody_still_writes_is_left_alone(platform: Platform, folder: Path) -> None:
    path = put(folder, "acme/a.pdf", minutes_ago=0)
    assert not tick(platform).run_requests
    assert path.exists()


def test_a_folder_of_no_organization_is_left_alone_and_named(
    platform: Platform, folder: Path
) -> None:
    path = put(folder, "stranger/a.pdf")
    done = tick(platform)
    assert path.exists()
    assert done.skip_reason is not None
    assert "stranger" in (done.skip_reason.skip_message or "")


def test_a_batch_whose_tick_was_killed_is_read_by_the_next_one(
    platform: Platform, folder: Path
) -> None:
    put(folder, "acme/a.pdf")
    objects = platform.resources["objects"]
    files = document_inbox.list_inbox(objects)
    key = document_inbox.name_batch(files, files[0].modified_at)
    document_inbox.claim(objects, files, key, lambda: True)
    (request,) = tick(platform).run_requests or []
    assert request.partition_key == key


def test_many_files_are_batches_over_several_ticks(
    platform: Platform, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_inbox, "MOST_FILES", 3)
    for at in range(3 * MOST_BATCHES + 2):
        put(folder, f"acme/{at}.txt")
    first = tick(platform).run_requests or []
    second = tick(platform).run_requests or []
    assert (len(first), len(second)) == (MOST_BATCHES, 1)
    assert not (tick(platform).run_requests or [])
