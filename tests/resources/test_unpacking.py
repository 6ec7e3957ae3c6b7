"""Gzip files: rows of any length are read on, a bomb is put down."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from onevice_assets.entertainment.entities.linkage.reading import read_table
from onevice_assets.operations.episodes.reading.piece import Broken
from onevice_assets.operations.episodes.reading.read_file import read_pieces
from onevice_assets.operations.timeline.reading.read_facts import read_facts
from resources import unpacking
from resources.errors import InputError
from resources.unpacking import open_gzip

BOMB = gzip.compress(b"a,b\n" + b"0" * 2_000_000)  # a thousandth of what it unpacks to


def test_what_unpacks_to_more_than_a_file_can_be_is_not_read_on() -> None:
    with pytest.raises(InputError, match="more than 200 times its size"):
        open_gzip(io.BytesIO(BOMB), always=100_000).read()


def test_rows_are_read_to_their_end() -> None:
    rows = b"".join(b"%d,name %d\n" % (n, n * n) for n in range(50_000))
    assert open_gzip(io.BytesIO(gzip.compress(rows)), always=0).read() == rows


@pytest.mark.parametrize(
    "data", [b"no gzip", gzip.compress(b"x" * 999, mtime=0)[:-4], b"\x1f\x8b\x08"]
)
def test_a_broken_file_says_so(data: bytes) -> None:
    with pytest.raises(InputError, match="no whole gzip file"):
        open_gzip(io.BytesIO(data)).read()


def test_no_reader_of_ours_unpacks_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking.open_gzip, "__kwdefaults__", {"always": 100_000})
    path = tmp_path / "people.csv.gz"
    path.write_bytes(BOMB)
    (piece,) = [p for p in read_pieces(io.BytesIO(BOMB), "a.txt.gz") if isinstance(p, Broken)]
    assert "times its size" in f"{piece}"
    with pytest.raises(InputError, match="times its size"):
        read_table(path)
    with pytest.raises(InputError, match="times its size"):
        read_facts(path, "acme", 100)
