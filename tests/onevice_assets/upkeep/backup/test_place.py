"""Where a restore may write, what goes when, and what is told of the age of backups."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from onevice_assets.upkeep.backup import place
from onevice_assets.upkeep.backup.rotate import rotate
from onevice_assets.upkeep.backup.tell_age import tell_age
from resources.backup.entries import Item, Writer, verify
from resources.backup.keys import make_key_file
from resources.backup.manifest import Manifest, make_id
from resources.backup.resource import Backups
from resources.backup.vault import Vault
from resources.errors import ConfigurationError, InputError
from resources.home import RESTORE_MARKER, home
from sensors.backups import daily_backup

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_place_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(InputError, match="--overwrite"):
        place.prepare(tmp_path, "id", overwrite=False)
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]
    with pytest.raises(InputError, match="is a file"):
        place.prepare(tmp_path / "mine", "id", overwrite=True)


def test_what_was_there_is_moved_aside_when_told_and_its_backups_stay(tmp_path: Path) -> None:
    target = tmp_path / "home"
    (target / "backups").mkdir(parents=True)
    (target / "backups" / "one").write_text("backup")
    (target / "mine").write_text("mine")
    aside = place.prepare(target, "id", overwrite=True)
    assert aside is not None
    assert (aside / "mine").read_text() == "mine"
    assert (target / "backups" / "one").read_text() == "backup"
    assert not (target / "mine").exists()
    assert place.prepare(target, "id", overwrite=False) == aside  # killed, and done again


def test_a_home_left_half_restored_refuses_to_be_used_and_can_be_restored_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "home"
    monkeypatch.setenv("ONEVICE_HOME", str(target))
    place.prepare(target, "id", overwrite=False)
    (target / "half").write_text("half")  # killed here
    with pytest.raises(ConfigurationError, match="onevice restore --into"):
        home()
    with place.working_in(target, embedded=True):
        assert home() == target
    assert place.prepare(target, "id", overwrite=False) is None
    assert [one.name for one in target.iterdir()] == [RESTORE_MARKER]
    place.finish(target)
    assert home() == target


def test_a_restore_into_a_home_forgets_every_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/real")
    with place.working_in(tmp_path, embedded=True):
        assert "DATABASE_URL" not in os.environ
    assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/real"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    make_key_file(tmp_path / "key")
    return Backups(url=(tmp_path / "vault").as_uri(), key_file=str(tmp_path / "key")).open()


def keep(vault: Vault, days_ago: int, content: bytes) -> Manifest:
    """A backup of one file; every blob is from long before."""
    moment, before = NOW - timedelta(days=days_ago), NOW - timedelta(days=100)
    item = Item("lake/one", lambda: [content])
    entries = Writer(vault, None).write_all([item], lambda _: None)
    manifest = Manifest(make_id(moment), moment.isoformat(), "1", tuple(entries))
    vault.write_manifest(manifest)
    folder = Path(vault.url.removeprefix("file://"))
    for blob in (folder / "blobs").rglob("*"):
        os.utime(blob, (before.timestamp(), before.timestamp()))
    return manifest


def test_backups_past_their_days_go_with_what_only_they_name(vault: Vault) -> None:
    keep(vault, 40, b"old")
    young = keep(vault, 29, b"both")
    newest = keep(vault, 1, b"both")
    done = rotate(vault, NOW, 30)
    assert (len(done.backups), done.blobs) == (1, 1)
    assert vault.list_ids() == [young.id, newest.id]
    verify(vault, newest)
    assert rotate(vault, NOW, 30).backups == ()


def test_the_last_good_backup_stays_however_old(vault: Vault) -> None:
    good = keep(vault, 90, b"good")
    lacking = keep(vault, 80, b"lacking")
    vault.delete(f"blobs/{(name := lacking.entries[0].pieces[0].name)[:2]}/{name}")
    assert rotate(vault, NOW, 30).backups == (lacking.id,)
    assert vault.list_ids() == [good.id]
    verify(vault, good)


def test_nothing_goes_where_no_backup_is_good_and_no_blob_where_one_cannot_be_read(
    vault: Vault,
) -> None:
    lacking = keep(vault, 80, b"lacking")
    vault.delete(f"blobs/{(name := lacking.entries[0].pieces[0].name)[:2]}/{name}")
    assert "no backup is whole" in rotate(vault, NOW, 30).kept_because
    keep(vault, 1, b"good")
    folder = Path(vault.url.removeprefix("file://"))
    (folder / "manifests" / f"{lacking.id}.age").write_bytes(b"changed")
    done = rotate(vault, NOW, 30)
    assert (done.backups, done.blobs) == ((), 0)
    assert lacking.id in done.kept_because


def test_the_age_of_the_newest_backup_is_told_without_its_key(vault: Vault, tmp_path: Path) -> None:
    nobody = Backups(url=(tmp_path / "none").as_uri())
    assert "first step" in tell_age(nobody, NOW).line
    assert not (tmp_path / "none").exists()
    wanted = Backups(url=vault.url, key_file="given")
    assert "onevice backup now" in tell_age(wanted, NOW).failure
    keep(vault, 1, b"x")
    assert tell_age(wanted, NOW).failure == ""
    assert tell_age(wanted, NOW).hours == 24
    assert "more than 26 h" in tell_age(wanted, NOW + timedelta(hours=3)).failure


@pytest.mark.parametrize(("key_file", "kind"), [("", dg.SkipReason), ("key", dg.RunRequest)])
def test_a_backup_is_asked_for_once_a_day_where_there_is_a_key(
    key_file: str, kind: type, tmp_path: Path
) -> None:
    context = dg.build_schedule_context(
        scheduled_execution_time=NOW,
        resources={"backups": Backups(url=tmp_path.as_uri(), key_file=key_file)},
    )
    assert isinstance(daily_backup(context), kind)
