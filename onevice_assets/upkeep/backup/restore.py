"""The way back: a backup read whole, then written into an empty place, then compared.

Nothing is written before every byte of the backup was read and found right. What is written is read
again from the stores, as a backup would, and each hash compared with the manifest's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from onevice_assets.after_restore import AFTER_A_RESTORE
from onevice_assets.upkeep.backup import place
from onevice_assets.upkeep.backup.later_erasures import bring_later_erasures
from onevice_assets.upkeep.backup.sources import (
    Resources,
    dagster_database,
    dagster_folder,
    read_everything,
)
from resources.backup.entries import Tell, verify
from resources.backup.manifest import Manifest
from resources.backup.stores import files, graph, postgres, redis_keys, sqlite
from resources.backup.vault import Vault
from resources.errors import InputError, StoreError
from resources.home import home
from resources.variables import value_of

NOT_COMPARED: Final = ("redis/ending.jsonl",)
"""Entries that are not the same a moment later: keys end."""


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes:
        backup_id: which backup.
        home: where to.
        aside: where what was there lies now, if something was.
        compared: how many tables, graphs and files were read again and are equal.
        told: what somebody should know or do next.
    """

    backup_id: str
    home: Path
    aside: Path | None
    compared: int
    told: tuple[str, ...]


def restore(
    vault: Vault,
    manifest: Manifest,
    into: Path,
    open_resources: Callable[[], Mapping[str, Any]],
    now: datetime,
    *,
    overwrite: bool = False,
    embedded: bool = True,
    tell: Tell = lambda _: None,
) -> Restored:
    """Restore a backup into a home.

    Args:
        vault: where it lies.
        manifest: of the backup.
        into: the home, empty or not there.
        open_resources: the resources by name; called once they mean `into`.
        now: keys of Redis that ended before are left out.
        overwrite: move aside what is in the home.
        embedded: into stores of the home; else into the servers that the environment names, which
            have to be empty.
        tell: called with the bytes of what is done, three times in all: read, written, compared.

    Raises:
        BrokenBackupError: a byte of the backup is not what was written; nothing was written.
        InputError: the home or a server is not empty; nothing was written.
        StoreError: a store refuses; the home stays marked, and the same restore can be repeated.
    """
    verify(vault, manifest, tell)
    if not embedded:
        with place.working_in(into, embedded=False):
            _refuse_full(open_resources(), into)
    aside = place.prepare(into, manifest.id, overwrite=overwrite)
    with place.working_in(into, embedded=embedded):
        resources = open_resources()
        write_everything(vault, manifest, resources, now, tell)
        if differing := compare(manifest, resources, tell):
            raise StoreError(
                f"What was restored differs from the backup {manifest.id}: "
                f"{', '.join(differing[:5])}. {into} stays marked as unfinished. Do it again; if "
                "it stays so, take another backup."
            )
        bring_later_erasures(vault, manifest, resources["objects"], aside)
        told = [told for step in AFTER_A_RESTORE if (told := step(resources))]
        count = len(_compared(manifest))
        place.finish(into)
    return Restored(manifest.id, into, aside, count, (*told, *manifest.notes))


def write_everything(
    vault: Vault, manifest: Manifest, resources: Resources, now: datetime, tell: Tell
) -> None:
    """Write every entry of a backup into stores that are empty."""
    control, lake, objects = (resources[name] for name in ("control", "lake", "objects"))
    sqlite.restore_folder(vault, manifest.below("home"), "home", home(), tell)
    sqlite.restore_folder(vault, manifest.below("dagster"), "dagster", dagster_folder(), tell)
    files.restore_files(vault, manifest.below("lake"), "lake", lake.url, tell)
    files.restore_files(vault, manifest.below("objects"), "objects", objects.url, tell)
    postgres.restore_database(
        vault, manifest.below("postgres"), "postgres", control.libpq_address(), tell
    )
    if url := dagster_database():
        found = manifest.below("dagster_database")
        postgres.restore_database(vault, found, "dagster_database", url, tell)
    if found := manifest.below("graph"):
        _make_graph_schema(resources)
        graph.restore_graph(vault, found, resources["graph"], tell)
    if found := manifest.below("redis"):
        redis_keys.restore_redis(vault, found, resources["redis"], now, tell)


def compare(manifest: Manifest, resources: Resources, tell: Tell = lambda _: None) -> list[str]:
    """Read the stores as a backup does; paths that differ, are missing or are too many."""
    expected = {one.path: one.sha256 for one in _compared(manifest)}
    differing = []
    for item in read_everything(resources):
        if item.path in NOT_COMPARED:
            _exhaust(item.read())
            continue
        whole, size = sha256(), 0
        for chunk in item.read():
            whole.update(chunk)
            size += len(chunk)
        if expected.pop(item.path, None) != whole.hexdigest():
            differing.append(item.path)
        tell(size)
    return sorted([*differing, *expected])


def _compared(manifest: Manifest) -> list[Any]:
    without = (*NOT_COMPARED, *(() if dagster_database() else ("dagster_database/",)))
    return [one for one in manifest.entries if not one.path.startswith(without)]


def _exhaust(chunks: Any) -> None:
    for _ in chunks:
        pass


def _make_graph_schema(resources: Resources) -> None:
    from resources.migrations.neo4j.runner import GraphMigrations

    GraphMigrations(resources["graph"]).up()


def _refuse_full(resources: Resources, into: Path) -> None:
    """Refuse servers that hold something; stores of the home itself are not started for that."""
    control, store = resources["control"], resources["redis"]
    asked: dict[str, tuple[bool, Callable[[], bool]]] = {
        "PostgreSQL": (
            bool(value_of(control.url)),
            lambda: postgres.is_empty(control.libpq_address()),
        ),
        "the graph": (
            bool(value_of(resources["graph"].uri)),
            lambda: graph.is_empty(resources["graph"]),
        ),
        "Redis": (bool(store.address()), lambda: redis_keys.is_empty(store)),
        "the lake": _elsewhere(resources["lake"].url, into),
        "the objects": _elsewhere(resources["objects"].url, into),
    }
    full = [name for name, (is_server, is_empty) in asked.items() if is_server and not is_empty()]
    if full:
        raise InputError(
            f"There is something in {', '.join(full)}, so nothing was restored. Name empty "
            "servers, or restore into a home alone (without --servers)."
        )


def _elsewhere(url: str, into: Path) -> tuple[bool, Callable[[], bool]]:
    """Whether an address is beyond a home, and what tells whether it is empty."""
    is_server = not url.startswith(into.as_uri())
    return is_server, lambda: not any(True for _ in files.list_files("", url))
