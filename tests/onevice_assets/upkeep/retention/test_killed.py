"""Killed at any write, what was to go lies in its place or in the archive, whole; then all goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.tables import answers, canaries
from onevice_assets.upkeep.retention.apply import Removal
from onevice_assets.upkeep.retention.data_types import LLM_RESPONSES
from onevice_assets.upkeep.retention.sources import open_source, plan
from resources.archive import Archive
from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError
from resources.lake import Lake
from resources.object_store import Objects, open_store

TODAY = date(2027, 12, 1)
OLD = "2026-01-05|acme.example.com"
TABLES = (answers.llm_responses, answers.llm_brand_states, canaries.canary_responses)


class KilledError(BaseException):
    """The process ended here."""


class Store:
    """A store whose writes are counted, and that kills at one of them."""

    def __init__(self, url: str, strike: Callable[[], None]) -> None:
        self._store, self._strike = open_store(url), strike

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, path: str, data: bytes, **options: Any) -> None:
        self._strike()
        self._store.put(path, data, **options)

    def delete(self, path: str) -> None:
        self._strike()
        self._store.delete(path)


def make(folder: Path, control: ControlPlane) -> dict[str, Any]:
    lake = Lake(url=f"{folder.as_uri()}/lake")
    for table in TABLES:
        lake.write(table, OLD, [])
        lake.write(table, "2027-11-30|acme.example.com", [])
    return {"lake": lake, "objects": Objects(url=f"{folder.as_uri()}/objects"), "control": control}


def remove(given: dict[str, Any]) -> None:
    removal = Removal(LLM_RESPONSES, open_source(LLM_RESPONSES, given), given, TODAY, "test")
    for one in plan(LLM_RESPONSES, given, TODAY):
        if one.goes:
            removal.remove(one.unit)


def assert_nothing_is_lost(given: dict[str, Any]) -> int:
    """Each file is in its place or in the archive; how many are in the archive alone."""
    archive = Archive(given["objects"])
    found = archive.find("llm_responses", OLD)
    kept = {one.path: archive.read(found, one) for one in found.files} if found else {}
    missing = [table for table in TABLES if not given["lake"].exists(table, OLD)]
    assert {given["lake"].path(table, OLD) for table in missing} <= kept.keys()
    return len(missing)


def test_killed_at_any_write_nothing_is_lost(
    control: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for nth in range(1, 50):
        given = make(tmp_path / str(nth), control)
        left = [nth]

        def strike(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise KilledError

        with monkeypatch.context() as patched:
            for module in ("archive", "lake", "lake_retired", "object_store"):
                patched.setattr(
                    f"resources.{module}.open_store", lambda url, s=strike: Store(url, s)
                )
            try:
                remove(given)
            except KilledError:
                seen.append(assert_nothing_is_lost(given))
            else:
                break
        remove(given)
        assert assert_nothing_is_lost(given) == len(TABLES)
    assert len(seen) == nth - 1 >= 3 + 1 + 1 + 2 * 3  # files, manifest, mark, notes and removals
    assert seen == sorted(seen)
    assert {0, 1, 2} <= set(seen)


def test_a_file_that_reads_back_otherwise_stays_and_a_spoilt_archive_is_not_put_back(
    control: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = make(tmp_path, control)
    with monkeypatch.context() as patched, pytest.raises(StoreError, match="reads back otherwise"):
        patched.setattr(Objects, "get", lambda *_: b"other")
        patched.setattr(Archive, "find", lambda *_: None)
        remove(given)
    assert assert_nothing_is_lost(given) == 0
    remove(given)
    archive = Archive(given["objects"])
    (manifest,) = archive.list_all()
    given["objects"].put(f"archive/llm_responses/{OLD.replace('|', '/')}/{_first(manifest)}", b"x")
    with pytest.raises(StoreError, match="its SHA-256 differs"):
        archive.read(manifest, manifest.files[0])


def _first(manifest: Any) -> str:
    return str(manifest.files[0].sha256)
