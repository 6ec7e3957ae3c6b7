"""A restore that dies leaves a home nobody uses; one that ends knows what was erased since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.cli.backup import Megabytes
from onevice_assets.upkeep.backup import restore as restoring
from resources.backup.entries import Item, Writer
from resources.backup.keys import make_key_file
from resources.backup.manifest import Manifest, make_id
from resources.backup.resource import Backups
from resources.backup.vault import Vault
from resources.errors import ConfigurationError
from resources.home import home
from resources.lake import Lake
from resources.object_store import Objects
from resources.progress import Task

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OBJECTS = "objects/llm-brand-monitor"
RESTORE_DATABASE = "onevice_assets.upkeep.backup.restore.postgres.restore_database"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    make_key_file(tmp_path / "key")
    return Backups(url=(tmp_path / "vault").as_uri(), key_file=str(tmp_path / "key")).open()


def keep(vault: Vault, days_ago: int, files: Mapping[str, bytes]) -> Manifest:
    """A backup of some files of lake and objects."""
    moment = NOW - timedelta(days=days_ago)
    items = [Item(path, partial(list, [data])) for path, data in files.items()]
    entries = Writer(vault, None).write_all(items, lambda _: None)
    manifest = Manifest(make_id(moment), moment.isoformat(), "1", tuple(entries))
    vault.write_manifest(manifest)
    return manifest


def open_files() -> dict[str, Any]:
    """Of the home that is being restored, what is files; the rest is not asked."""
    root = home()
    control = type("Control", (), {"libpq_address": lambda _: "nowhere"})()
    return {
        "control": control,
        "lake": Lake(url=(root / "lake").as_uri()),
        "objects": Objects(url=(root / OBJECTS).as_uri()),
    }


def test_what_was_erased_after_the_backup_is_known_before_anybody_may_read_what_came_back(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = keep(vault, 3, {"lake/a": b"a" * 2_500_000, "objects/erasures/1.json": b"first"})
    keep(vault, 2, {"objects/erasures/2.json": b"second", "objects/pages/x": b"of later"})
    broken = keep(vault, 1, {"objects/erasures/3.json": b"lost"})
    (tmp_path / "vault" / "manifests" / f"{broken.id}.age").write_bytes(b"changed")
    into = tmp_path / "home"
    before = into / OBJECTS / "erasures"
    before.mkdir(parents=True)
    (before / "4.json").write_bytes(b"of the home that was moved aside")
    found: list[dict[str, bytes]] = []

    def look(resources: Mapping[str, Any]) -> str:
        objects = resources["objects"]
        found.append({path: objects.get(path) for path in objects.list("")})
        return "looked"

    monkeypatch.setattr(restoring, "AFTER_A_RESTORE", (look,))
    monkeypatch.setattr(restoring, "compare", lambda *_: [])

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    def restore(**given: Any) -> restoring.Restored:
        return restoring.restore(vault, older, into, open_files, NOW, **given)

    with monkeypatch.context() as patch:  # files are back by then, and no table is
        patch.setattr(RESTORE_DATABASE, die)
        with pytest.raises(KeyboardInterrupt):
            restore(overwrite=True)
    assert (into / "lake" / "a").exists()
    monkeypatch.setenv("ONEVICE_HOME", str(into))
    with pytest.raises(ConfigurationError, match="onevice restore --into"):
        home()
    assert found == []

    monkeypatch.setattr(RESTORE_DATABASE, lambda *_: None)
    task = Task("Restoring", 3 * older.size // 1_000_000)
    done = restore(tell=Megabytes(task).add)
    assert home() == into
    assert (task.done, task.total) == (5, 7)  # nothing was compared here
    assert done.told == ("looked",)
    (seen,) = found
    assert seen == {
        "erasures/1.json": b"first",
        "erasures/2.json": b"second",
        "erasures/4.json": b"of the home that was moved aside",
    }


def test_a_bar_never_tells_less_than_was_done() -> None:
    task = Task("Backing up", 1)
    shown = Megabytes(task)
    for size in (600_000, 600_000, 2_000_000):
        shown.add(size)
    assert (task.done, task.total) == (3, 3)
