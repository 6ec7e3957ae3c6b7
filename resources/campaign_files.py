"""Files of creatives and reports in the object store: a client's inbox, and what was taken of it.

    campaigns/inbox/{organization}/{client}/any/folder/hero.mp4   put here; taken once nobody has
                                                                  written to it for a minute
    campaigns/content/{brand_id}/{sha256}/hero.mp4                taken; never written again
    campaigns/profiles/{brand_id}/{sha256}/…                      what a paid model said of it
    campaigns/reports_inbox/…, campaigns/reports/…                the same of ad platforms' reports

The same bytes are one creative, whatever they are called. A file is copied under its hash before
it leaves the inbox, so whoever is killed in between takes it again, which changes nothing. Knows
no database and no format.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from resources.document_inbox import fetch_file
from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    from resources.object_store import Objects

INBOX, CONTENT, PROFILES = "campaigns/inbox", "campaigns/content", "campaigns/profiles"
REPORTS_INBOX, REPORTS = "campaigns/reports_inbox", "campaigns/reports"
SETTLED_AFTER = timedelta(minutes=1)
_UNFINISHED = (".part", ".tmp", ".crdownload", ".swp", "~")
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class WaitingFile:
    """A file of the inbox.

    Attributes:
        path: below the root of the object store.
        client: key of the client, by its folder; empty where it lies in none.
        modified_at: last written, UTC.
    """

    path: str
    client: str
    modified_at: datetime

    @property
    def name(self) -> str:
        """Its name without folders."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class ContentFile:
    """A file that was taken.

    Attributes:
        path: below the root of the object store.
        content_hash: SHA-256 of its bytes, hexadecimal.
        name: without folders.
        size: bytes.
        uploaded_at: when it was taken, UTC.
    """

    path: str
    content_hash: str
    name: str
    size: int
    uploaded_at: datetime


def list_inbox(objects: Objects, inbox: str = INBOX) -> list[WaitingFile]:
    """Every file that is to be taken, oldest first; one listing however many there are.

    Args:
        objects: the object store.
        inbox: `INBOX` or `REPORTS_INBOX`.

    Raises:
        StoreError: the object store does not answer.
    """
    found = (
        WaitingFile(path, _client(path), moment)
        for path, _, moment in _list(objects, f"{inbox}/")
        if _is_meant(path)
    )
    return sorted(found, key=lambda one: (one.modified_at, one.path))


def choose_settled(files: Iterable[WaitingFile], now: datetime) -> list[WaitingFile]:
    """Those that nobody has written to for a minute."""
    return [one for one in files if now - one.modified_at >= SETTLED_AFTER]


def take(objects: Objects, file: WaitingFile, brand_id: str, folder: str = CONTENT) -> str | None:
    """Move a file out of the inbox; its SHA-256, or none where it was gone.

    Args:
        objects: the object store.
        file: as `list_inbox` has it.
        brand_id: the client.
        folder: `CONTENT` or `REPORTS`.

    Raises:
        StoreError: the store refuses; the file stays in the inbox.
    """
    with tempfile.TemporaryDirectory(prefix="onevice-creative-") as here:
        local = Path(here) / "file"
        try:
            digest = fetch_file(objects, file.path, local)
        except FileNotFoundError:
            return None
        _put(objects, f"{folder}/{brand_id}/{digest}", file.name, local)
    objects.delete(file.path)
    return digest


def put_file(objects: Objects, brand_id: str, source: Path, folder: str = CONTENT) -> str:
    """Copy a local file to a client's content, or reports; its SHA-256. Raises StoreError."""
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    _put(objects, f"{folder}/{brand_id}/{digest.hexdigest()}", source.name, source)
    return digest.hexdigest()


def list_content(objects: Objects, brand_id: str, folder: str = CONTENT) -> list[ContentFile]:
    """Every creative, or report, of a client, by hash; of two names of one the first by alphabet.

    Raises:
        StoreError: the object store does not answer.
    """
    found: dict[str, ContentFile] = {}
    for path, size, moment in sorted(_list(objects, f"{folder}/{brand_id}/")):
        _, digest, name = path.removeprefix(f"{folder}/").split("/", 2)
        found.setdefault(digest, ContentFile(path, digest, name, size, moment))
    return list(found.values())


def _put(objects: Objects, folder: str, name: str, source: Path) -> None:
    """Store bytes under their hash, unless they are there: what is there is never written again."""
    if objects.list(f"{folder}/"):
        return
    path = f"{folder}/{name}"
    with telling_what_failed("write", f"{objects.url.rstrip('/')}/{path}"):
        open_store(objects.url).put(path, source)


def _list(objects: Objects, prefix: str) -> list[tuple[str, int, datetime]]:
    return [
        (str(meta["path"]), int(meta["size"]), meta["last_modified"].astimezone(UTC))
        for meta in objects.entries(prefix)
    ]


def _client(path: str) -> str:
    parts = PurePosixPath(path).parts
    return f"{parts[2]}.{parts[3]}" if len(parts) > 4 else ""


def _is_meant(path: str) -> bool:
    below = PurePosixPath(path).parts[2:]
    return not any(part.startswith(".") for part in below) and not path.endswith(_UNFINISHED)
