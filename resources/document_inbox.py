"""An inbox: files somebody puts down, and the batches they are claimed into.

    documents/inbox/{organization}/any/folder/name.pdf   put here; claimed once nobody has written
                                                         to it for a minute
    documents/batches/{organization}/{batch}/any/…       claimed; stays, and is not written again
    operations/inbox/…, operations/batches/…             the same of the operations memory

A batch is what one look found, up to `MOST_FILES` files and `MOST_BYTES`. Files are claimed by
renaming, one by one: whoever is killed in between leaves a batch of fewer files, and the rest to
the next one. Knows no database and no format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from resources.errors import InputError
from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    from resources.object_store import Objects

DOCUMENTS, OPERATIONS = "documents", "operations"
INBOX = "documents/inbox"
MOST_FILES = 500
MOST_BYTES = 1024**3
SETTLED_AFTER = timedelta(minutes=1)
_UNFINISHED = (".part", ".tmp", ".crdownload", ".swp", "~")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class StoredFile:
    """A file in the inbox or a batch.

    Attributes:
        path: below the root of the object store.
        organization: slug, by the folder it lies in.
        name: path below the organization's or the batch's folder.
        size: bytes.
        modified_at: last written, UTC; a claim leaves it as it is, but for S3.
    """

    path: str
    organization: str
    name: str
    size: int
    modified_at: datetime


def list_inbox(objects: Objects, root: str = DOCUMENTS) -> list[StoredFile]:
    """Every file that is to be claimed, oldest first.

    Raises:
        StoreError: the object store does not answer.
    """
    found = (_read_meta(meta, 3) for meta in _list(objects, f"{root}/inbox/"))
    meant = (one for one in found if one.name and _is_meant(one.name))
    return sorted(meant, key=lambda one: (one.modified_at, one.path))


def list_batch(objects: Objects, batch: str, root: str = DOCUMENTS) -> list[StoredFile]:
    """Files of a batch, by name.

    Args:
        objects: where they lie.
        batch: `{organization}.{stamp}`.
        root: of the inbox.

    Raises:
        StoreError: the object store does not answer.
    """
    found = [_read_meta(meta, 4) for meta in _list(objects, f"{_folder(batch, root)}/")]
    return sorted((one for one in found if one.name), key=lambda one: one.name)


def list_batches(objects: Objects, root: str = DOCUMENTS) -> list[str]:
    """Keys of all batches, oldest first."""
    folders = {tuple(meta.split("/")[2:4]) for meta in _paths(objects, f"{root}/batches/")}
    keys = [".".join(parts) for parts in folders if len(parts) == 2]
    return sorted(keys, key=lambda one: (one.rpartition(".")[2], one))


def choose(files: Iterable[StoredFile], now: datetime) -> list[StoredFile]:
    """One organization's next batch: settled files, oldest first, within the limits.

    Args:
        files: as `list_inbox` has them.
        now: UTC.

    Returns:
        Files of the organization whose file is oldest; at least one where one is settled.
    """
    chosen: list[StoredFile] = []
    size = 0
    for file in files:
        if now - file.modified_at < SETTLED_AFTER:
            continue
        if chosen and file.organization != chosen[0].organization:
            continue
        if chosen and (len(chosen) >= MOST_FILES or size + file.size > MOST_BYTES):
            break
        chosen.append(file)
        size += file.size
    return chosen


def name_batch(files: Sequence[StoredFile], now: datetime) -> str:
    """Key of a batch of these files: organization, moment, and four digits of their names."""
    digest = hashlib.sha256("\n".join(one.path for one in files).encode()).hexdigest()
    return f"{files[0].organization}.{now.astimezone(UTC):{_STAMP}}-{digest[:4]}"


def read_moment(batch: str) -> datetime:
    """When a batch was made: the logical time of its rows.

    Raises:
        InputError: the key is no batch's.
    """
    stamp = batch.rpartition(".")[2].partition("-")[0]
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise InputError(
            f"{batch[:100]!r} is no batch of files: one is ORGANIZATION.20261122T101500Z-9f3c."
        ) from error


def claim(
    objects: Objects,
    files: Iterable[StoredFile],
    batch: str,
    go_on: Callable[[], bool],
    root: str = DOCUMENTS,
) -> int:
    """Move files into a batch; a file that went away meanwhile is passed over.

    Args:
        objects: where they lie.
        files: of the inbox.
        batch: key of the batch.
        go_on: asked before each; False leaves the rest in the inbox.
        root: of the inbox.

    Returns:
        How many were moved.

    Raises:
        StoreError: the store refuses; what was moved stays moved.
    """
    moved = 0
    for file in files:
        if not go_on():
            break
        target = f"{_folder(batch, root)}/{file.name}"
        try:
            with telling_what_failed("write", f"{objects.url.rstrip('/')}/{target}"):
                open_store(objects.url).rename(file.path, target)
            moved += 1
        except FileNotFoundError:
            continue
    return moved


def put_file(objects: Objects, batch: str, name: str, source: Path) -> None:
    """Copy a local file into a batch; its bytes are streamed.

    Raises:
        StoreError: the store refuses.
    """
    path = f"{_folder(batch, DOCUMENTS)}/{name}"
    with telling_what_failed("write", f"{objects.url.rstrip('/')}/{path}"):
        open_store(objects.url).put(path, source)


def fetch_file(objects: Objects, path: str, target: Path) -> str:
    """Copy an object into a local file, piece by piece; its SHA-256.

    Raises:
        FileNotFoundError: it is gone.
        StoreError: the store does not answer.
    """
    digest = hashlib.sha256()
    with telling_what_failed("read", f"{objects.url.rstrip('/')}/{path}"):
        pieces = open_store(objects.url).get(path).stream()
        with target.open("wb") as file:
            for piece in pieces:
                data = bytes(piece)
                digest.update(data)
                file.write(data)
    return digest.hexdigest()


def _folder(batch: str, root: str) -> str:
    organization, _, stamp = batch.rpartition(".")
    read_moment(batch)
    return f"{root}/batches/{organization}/{stamp}"


def _list(objects: Objects, prefix: str) -> Iterable[dict[str, object]]:
    return [dict(meta) for meta in objects.entries(prefix)]


def _paths(objects: Objects, prefix: str) -> Iterable[str]:
    return (str(meta["path"]) for meta in _list(objects, prefix))


def _read_meta(meta: dict[str, object], depth: int) -> StoredFile:
    parts = str(meta["path"]).split("/")
    moment, size = meta["last_modified"], meta["size"]
    return StoredFile(
        str(meta["path"]),
        parts[2] if len(parts) > 3 else "",
        "/".join(parts[depth:]),
        size if isinstance(size, int) else 0,
        moment.astimezone(UTC) if isinstance(moment, datetime) else datetime.now(UTC),
    )


def _is_meant(name: str) -> bool:
    path = PurePosixPath(name)
    return not any(part.startswith(".") for part in path.parts) and not name.endswith(_UNFINISHED)
