"""What a vault promises: nobody reads it, nothing broken is restored, nothing is kept twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.exceptions import GenericError

from resources.backup import vault as vaults
from resources.backup.entries import PIECE_BYTES, Item, Writer, cut, read_entry, verify
from resources.backup.keys import make_key_file, parse_keys, read_keys
from resources.backup.manifest import Manifest
from resources.backup.resource import Backups
from resources.backup.sealed import BrokenBackupError, seal, unseal
from resources.backup.stores.files import list_files
from resources.backup.stores.values import read_line, write_line
from resources.backup.vault import Vault
from resources.errors import ConfigurationError, InputError, StoreError

FIRST, SECOND = "20261122T000000.000000Z", "20261123T000000.000000Z"


def write(vault: Vault, source: Path, backup_id: str, earlier: Manifest | None = None) -> Manifest:
    """A backup of a folder."""
    entries = Writer(vault, earlier).write_all(list_files("lake", source.as_uri()), lambda _: None)
    entries.sort(key=lambda one: one.path)
    manifest = Manifest(backup_id, "2026-11-23T00:00:00+00:00", "1", tuple(entries))
    vault.write_manifest(manifest)
    return manifest


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key"
    make_key_file(path)
    return path


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large file, an empty one, texts and noise."""
    folder = tmp_path_factory.mktemp("lake")
    (folder / "big").write_bytes(random.Random(1).randbytes(2 * PIECE_BYTES + 17))
    (folder / "empty").write_bytes(b"")
    (folder / "text").write_text("UNIQUE-NEEDLE " * 1000)
    (folder / "day=1").mkdir()
    (folder / "day=1" / "data").write_bytes(random.Random(2).randbytes(3000))
    return folder


@pytest.fixture(scope="module")
def kept(key_file: Path, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Two backups: the second one has a file more. Copy it before you break it."""
    vault = Backups(url=tmp_path_factory.mktemp("v").as_uri(), key_file=str(key_file)).open()
    first = write(vault, source, FIRST)
    (source / "later").write_text("later")
    write(vault, source, SECOND, first)
    return vault


@pytest.fixture
def vault(kept: Vault, tmp_path: Path) -> Vault:
    shutil.copytree(folder_of(kept), tmp_path / "vault")
    return replace(kept, url=(tmp_path / "vault").as_uri())


def folder_of(vault: Vault) -> Path:
    return Path(vault.url.removeprefix("file://"))


def files_of(vault: Vault) -> list[Path]:
    return sorted(path for path in folder_of(vault).rglob("*") if path.is_file())


def test_what_was_kept_comes_back_byte_for_byte(kept: Vault, source: Path) -> None:
    manifest = kept.read_manifest(SECOND)
    verify(kept, manifest)
    found = {one.path: b"".join(read_entry(kept, one)) for one in manifest.entries}
    assert found == {
        f"lake/{path.relative_to(source)}": path.read_bytes()
        for path in source.rglob("*")
        if path.is_file()
    }


def test_a_backup_of_what_did_not_change_writes_nothing_and_reads_nothing(
    kept: Vault, source: Path
) -> None:
    writer = Writer(kept, kept.read_manifest(SECOND))
    entries = writer.write_all(list_files("lake", source.as_uri()), lambda _: None)
    assert (writer.read_bytes, writer.written_bytes) == (0, 0)
    assert {one.path for one in entries} == {one.path for one in kept.read_manifest(SECOND).entries}


def test_nothing_in_a_vault_tells_what_is_kept(kept: Vault, key_file: Path) -> None:
    secret = key_file.read_text().splitlines()[-1]
    for path in files_of(kept):
        body = path.read_bytes()
        assert b"NEEDLE" not in body
        assert b"lake" not in body
        assert secret.encode() not in body
    assert secret not in repr(kept) + repr(kept.ring) + str(kept.ring.writing)


@pytest.mark.parametrize("part", ["manifests", "blobs"])
@settings(max_examples=12)
@given(data=st.data())
def test_one_changed_byte_anywhere_refuses_the_backup(
    part: str, kept: Vault, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    found = [one for one in files_of(kept) if part in one.parts and FIRST not in one.name]
    broken = data.draw(st.sampled_from(found))
    place = data.draw(st.integers(0, broken.stat().st_size - 1))
    change = data.draw(st.integers(1, 255))
    body = bytearray(broken.read_bytes())
    body[place] ^= change
    other = tmp_path_factory.mktemp("broken")
    for path in files_of(kept):
        link = other / path.relative_to(folder_of(kept))
        link.parent.mkdir(parents=True, exist_ok=True)
        if path == broken:
            link.write_bytes(body)
        else:
            link.symlink_to(path)
    refuse(replace(kept, url=other.as_uri()))


def refuse(vault: Vault) -> str:
    with pytest.raises(BrokenBackupError) as told:
        verify(vault, vault.read_manifest(SECOND))
    return str(told.value)


def manifest_of(vault: Vault, backup_id: str) -> Path:
    return folder_of(vault) / "manifests" / f"{backup_id}.age"


def blobs_of(vault: Vault) -> list[Path]:
    return [one for one in files_of(vault) if "blobs" in one.parts]


@pytest.mark.parametrize("size", [0, 1, 100, -1])
@pytest.mark.parametrize("part", ["manifest", "blob"])
def test_a_cut_file_refuses_the_backup(vault: Vault, part: str, size: int) -> None:
    path = manifest_of(vault, SECOND) if part == "manifest" else blobs_of(vault)[0]
    path.write_bytes(path.read_bytes()[:size])
    refuse(vault)


def test_a_missing_file_refuses_the_backup(vault: Vault) -> None:
    blobs_of(vault)[-1].unlink()
    assert "is missing" in refuse(vault)
    manifest_of(vault, SECOND).unlink()
    assert "is missing" in refuse(vault)


def test_a_file_of_another_backup_or_place_in_its_stead_refuses_it(vault: Vault) -> None:
    one, two, *_ = blobs_of(vault)
    shutil.copyfile(two, one)
    assert "other content" in refuse(vault)
    shutil.copyfile(manifest_of(vault, FIRST), manifest_of(vault, SECOND))
    assert f"holds the backup {FIRST}" in refuse(vault)


def test_who_knows_only_the_recipient_cannot_write_a_backup(vault: Vault, tmp_path: Path) -> None:
    stranger = make_key_file(tmp_path / "other")
    writing = replace(stranger, identity=vault.ring.writing.identity)
    forged = replace(vault, ring=replace(vault.ring, keys=(writing,)))
    manifest = vault.read_manifest(SECOND)
    manifest_of(vault, SECOND).unlink()
    forged.write_manifest(manifest)
    assert "was not written by who has the key" in refuse(vault)


def test_a_wrong_key_opens_nothing_and_says_so(vault: Vault, tmp_path: Path) -> None:
    make_key_file(tmp_path / "other")
    stranger = Backups(url=vault.url, key_file=str(tmp_path / "other")).open()
    assert "the key is not the one" in refuse(stranger)


def test_after_a_new_key_both_old_and_new_backups_are_read(
    vault: Vault, source: Path, key_file: Path, tmp_path: Path
) -> None:
    make_key_file(tmp_path / "new")
    both = tmp_path / "both"
    both.write_text((tmp_path / "new").read_text() + key_file.read_text())
    renewed = Backups(url=vault.url, key_file=str(both)).open()
    third = write(renewed, source, "20261124T000000.000000Z")
    verify(renewed, third)
    verify(renewed, renewed.read_manifest(FIRST))
    alone = Backups(url=vault.url, key_file=str(tmp_path / "new")).open()
    verify(alone, alone.read_manifest(third.id))


def test_a_full_disk_leaves_no_backup_and_no_half_of_a_file(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(vault)
    real = vaults.open_store

    class Full:
        def __init__(self, url: str) -> None:
            self.store = real(url)

        def __getattr__(self, name: str) -> object:
            return getattr(self.store, name)

        def put(self, *_: object, **__: object) -> None:
            raise GenericError("Generic LocalFileSystem error: No space left on device")

    monkeypatch.setattr(vaults, "open_store", Full)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "file").write_text("something new")
    with pytest.raises(StoreError, match="Free some space"):
        write(vault, tmp_path / "new", "20261124T000000.000000Z")
    assert files_of(vault) == before


def test_a_backup_killed_on_its_way_is_not_listed_and_the_next_one_takes_up_what_it_wrote(
    vault: Vault, key_file: Path, tmp_path: Path
) -> None:
    big = tmp_path / "source"
    big.mkdir()
    for number in range(30):
        (big / str(number)).write_bytes(random.Random(number).randbytes(1000))
    code = """
import os, signal, sys
from resources.backup import vault
from resources.backup.entries import Writer
from resources.backup.resource import Backups
from resources.backup.stores.files import list_files
put, seen = vault.Vault.write_piece, []
def write_piece(self, content):
    seen.append(1)
    if len(seen) > 12: os.kill(os.getpid(), signal.SIGKILL)
    return put(self, content)
vault.Vault.write_piece = write_piece
writer = Writer(Backups(url=sys.argv[1], key_file=sys.argv[2]).open(), None)
writer.write_all(list_files("lake", sys.argv[3]), lambda _: None)
"""
    before = len(files_of(vault))
    argv = [sys.executable, "-c", code, vault.url, str(key_file), big.as_uri()]
    assert subprocess.run(argv, check=False).returncode == -signal.SIGKILL
    assert vault.list_ids() == [FIRST, SECOND]
    written = len(files_of(vault)) - before
    assert written >= 8
    writer = Writer(vault, vault.read_manifest(SECOND))
    writer.write_all(list_files("lake", big.as_uri()), lambda _: None)
    assert writer.written_bytes < 30 * 1500 - written * 1000


def test_a_broken_blob_of_a_killed_backup_is_written_again(vault: Vault, source: Path) -> None:
    broken = blobs_of(vault)[0]
    body = broken.read_bytes()
    broken.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    refuse(vault)
    writer = Writer(vault, vault.read_manifest(SECOND), trust=False)
    writer.write_all(list_files("lake", source.as_uri()), lambda _: None)
    assert writer.written_bytes > 0
    verify(vault, vault.read_manifest(SECOND))


def test_keys_are_told_how_to_be_made_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = make_key_file(path)
    secret = path.read_text().splitlines()[-1]
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConfigurationError, match="is left as it is"):
        make_key_file(path)
    printed = read_keys("", f"cat {path}")
    assert printed.writing.recipient == made.recipient
    bad = secret[:-3] + "xyz"
    failing = [("", ""), (str(path), "true"), (str(tmp_path / "no"), ""), ("", "false")]
    (tmp_path / "bad").write_text(bad)
    failing += [(str(tmp_path / "bad"), ""), ("", "no-such-program"), ("", "echo"), ("", "echo '")]
    for key_file, command in failing:
        with pytest.raises(ConfigurationError) as told:
            read_keys(key_file, command)
        assert "AGE-SECRET-KEY-1" not in str(told.value).replace("starts with AGE-SECRET-KEY-1", "")
    with pytest.raises(ConfigurationError, match="no key"):
        parse_keys("# nothing\n", "here")


def test_a_backup_is_found_by_the_beginning_of_its_name(kept: Vault, tmp_path: Path) -> None:
    assert kept.find_id(None) == SECOND
    assert kept.find_id("20261122") == FIRST
    for wanted in ("2026", "1999"):
        with pytest.raises(InputError, match="onevice backup list"):
            kept.find_id(wanted)
    with pytest.raises(InputError, match="onevice backup now"):
        replace(kept, url=tmp_path.as_uri()).find_id(None)


@settings(max_examples=25)
@given(st.lists(st.binary(max_size=40), max_size=12))
def test_pieces_are_the_stream_they_were_cut_from(chunks: list[bytes]) -> None:
    assert b"".join(cut(chunks)) == b"".join(chunks)


def test_a_stream_is_held_in_memory_a_piece_at_a_time(key_file: Path, tmp_path: Path) -> None:
    """The longest piece tells: reading goes on only when the one before is written."""
    pulled: list[int] = []
    written: list[int] = []

    def read() -> Iterator[bytes]:
        for number in range(3):
            assert len(pulled) - len(written) <= 1
            pulled.append(number)
            yield os.urandom(PIECE_BYTES)

    vault = Backups(url=tmp_path.as_uri(), key_file=str(key_file)).open()
    put = vaults.Vault.write_piece
    writer = Writer(vault, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            vaults.Vault, "write_piece", lambda s, c: (written.append(len(c)), put(s, c))[1]
        )
        entry = writer.write_all([Item("one", read, alone=True)], lambda _: None)[0]
    assert written == [PIECE_BYTES] * 3
    assert entry.size == 3 * PIECE_BYTES


_FLAT = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9)),
    *(st.datetimes(), st.dates(), st.binary(max_size=9)),
)


@settings(max_examples=25)
@given(st.dictionaries(st.text(max_size=3), _FLAT | st.lists(_FLAT, max_size=2), max_size=3))
def test_a_value_comes_back_from_its_line(value: object) -> None:
    for one in (value, {"$": value, "$x": [value]}):
        line = write_line(one)
        assert "\n" not in line
        assert read_line(line) == one


def test_a_piece_is_refused_where_it_says_it_is_longer_than_any(vault: Vault) -> None:
    import pyrage

    bomb = b"\x01" + (2**40).to_bytes(8, "big") + b"x"
    sealed = pyrage.encrypt(bomb, [vault.ring.writing.identity.to_public()])
    with pytest.raises(BrokenBackupError, match="more than any piece"):
        unseal(vault.ring, sealed, "here")
    assert unseal(vault.ring, seal(vault.ring.writing, b""), "here") == b""
