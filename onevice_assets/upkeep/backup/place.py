"""The home that a restore writes: empty before, marked while it is half written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from resources.errors import InputError
from resources.home import RESTORE_MARKER, RESTORING
from resources.local_servers import stop_all

_KEPT: Final = "backups"
SERVERS: Final = (
    *("DATABASE_URL", "NEO4J_URI", "REDIS_URL", "ELASTICSEARCH_URL", "ONEVICE_VECTORS"),
    *("QDRANT_URL", "PINECONE_INDEX_HOST", "ONEVICE_LAKE_URL", "ONEVICE_OBJECTS_URL"),
    *("DAGSTER_HOME", "DAGSTER_DATABASE_URL"),
)
"""Variables that name stores beyond the home; a restore into a home alone forgets them."""


@contextmanager
def working_in(home: Path, *, embedded: bool) -> Iterator[None]:
    """Have the resources of this process mean another home, within the block.

    Args:
        home: the folder.
        embedded: all stores in it, whatever servers the environment names.
    """
    before = dict(os.environ)
    for name in SERVERS if embedded else ("DAGSTER_HOME",):
        os.environ.pop(name, None)
    os.environ.update({"ONEVICE_HOME": str(home), RESTORING: str(home)})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def prepare(home: Path, backup_id: str, *, overwrite: bool) -> Path | None:
    """Make an empty home and mark it as half restored.

    What an earlier restore left half done is taken away. Anything else that is there is moved
    aside where `overwrite` says so; backups in it stay where they are.

    Returns:
        Where what was there lies now, also when an earlier try moved it; none where nothing was.

    Raises:
        InputError: there is something, and nobody said that it may go; nothing was touched.
    """
    marker = home / RESTORE_MARKER
    if home.exists() and not home.is_dir():
        raise InputError(f"{home} is a file: name a folder.")
    is_half_done = marker.exists()
    there = [one for one in home.iterdir() if one.name != _KEPT] if home.exists() else []
    if there and not is_half_done and not overwrite:
        raise InputError(
            f"{home} is not empty, so nothing was restored and nothing changed there. Name another "
            "folder, or say --overwrite: what is there is then moved beside it."
        )
    aside = None
    if there:
        stop_all(home)
        if is_half_done:
            aside = _read_aside(marker)
            _clear(there)
        else:
            aside = _move_aside(home, backup_id)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)  # PostgreSQL may have to run as another user
    told = f"The backup {backup_id} is being restored here. What was here before lies in:\n"
    marker.write_text(f"{told}{aside or ''}\n", "utf-8")
    return aside


def _read_aside(marker: Path) -> Path | None:
    """Where an earlier try moved what was there; none where it moved nothing."""
    _, _, place = marker.read_text("utf-8").partition("\n")
    return Path(place.strip()) if place.strip() else None


def finish(home: Path) -> None:
    """Take the mark away: the home is whole."""
    (home / RESTORE_MARKER).unlink()


def _clear(there: list[Path]) -> None:
    marked = [one for one in there if one.name == RESTORE_MARKER]
    for one in [one for one in there if one not in marked]:
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink()


def _move_aside(home: Path, backup_id: str) -> Path:
    aside = home.with_name(f"{home.name}.before-{backup_id}")
    number = 1
    while aside.exists():
        number += 1
        aside = home.with_name(f"{home.name}.before-{backup_id}-{number}")
    home.rename(aside)
    if (aside / _KEPT).exists():
        home.mkdir()
        (aside / _KEPT).rename(home / _KEPT)
    return aside
