"""The archive: what retention takes out, copied to a colder prefix before it goes.

    archive/{data_type}/{partition}/{sha256}          the bytes as they were
    archive/{data_type}/{partition}/manifest.json     what they are, written last

The object store's bucket holds it; on S3 in the storage class that `archive_storage_class` of
`Objects` names. Every file is read back and its SHA-256 compared before the manifest is written,
and only then may the original go: whoever is killed in between leaves the original, or both.
Archiving a partition again adds to its manifest and takes nothing away. Knows no data type.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from resources.errors import ConfigurationError, MissingDataError, StoreError
from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    from obstore import Attributes

    from resources.object_store import Objects

FOLDER: Final = "archive"
STORAGE_CLASS: Final = "ONEVICE_ARCHIVE_STORAGE_CLASS"
_MANIFEST: Final = "manifest.json"
_ASLEEP: Final = ("GLACIER", "DEEP_ARCHIVE")


@dataclass(frozen=True)
class Original:
    """Bytes that are to be archived.

    Attributes:
        origin: where they lie: `lake`, `objects` or `rows`.
        path: below the root there; of rows, the table.
        data: all of them.
    """

    origin: str
    path: str
    data: bytes


@dataclass(frozen=True)
class ArchivedFile:
    """One file of an archived partition: where it lay, its SHA-256 (hexadecimal), its bytes."""

    origin: str
    path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Manifest:
    """What is archived of a partition of a data type.

    Attributes:
        data_type: by its name.
        partition: of it.
        day: by which the data are old.
        archived_on: last day on which something was added.
        scope: whose they are, as JSON, so that a hold is found again.
        files: in the order they came; of two with one path the last is the newest.
        leaving: SHA-256 of files that `rewrite` took out and has yet to delete.
    """

    data_type: str
    partition: str
    day: date
    archived_on: date
    scope: Mapping[str, Any] = field(hash=False)
    files: tuple[ArchivedFile, ...]
    leaving: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(one.size_bytes for one in self.files)


@dataclass(frozen=True)
class Archive:
    """Keeps and gives back what was taken out.

    Attributes:
        objects: the store that it is a prefix of.
    """

    objects: Objects

    def keep(self, told: Manifest, originals: Iterable[Original]) -> Manifest:
        """Archive a partition's files, verified; what is archived of it already stays.

        Args:
            told: what they are; its `files` are left out of account.
            originals: the files.

        Returns:
            The manifest as it stands now.

        Raises:
            StoreError: a file could not be written, or reads back otherwise. No manifest tells of
                it, and its original must stay.
        """
        folder = _folder(told.data_type, told.partition)
        before = self.find(told.data_type, told.partition)
        added = tuple(self._keep_file(folder, one) for one in originals)
        older = tuple(one for one in (before.files if before else ()) if one not in added)
        leaving = before.leaving if before else ()
        manifest = replace(told, files=(*older, *added), leaving=leaving)
        if before is None or before.files != manifest.files:
            self._tell(manifest)
        return manifest

    def rewrite(self, manifest: Manifest, changed: Mapping[ArchivedFile, bytes | None]) -> None:
        """Put other bytes in the place of some files, for good; an erasure alone does that.

        The manifest says what is still to be deleted while it is: killed on the way, `finish`
        does the rest.

        Args:
            manifest: as it stands.
            changed: what each file is from now on; none where it goes.

        Raises:
            StoreError: a file could not be written; the old ones stay then.
        """
        folder, files = _folder(manifest.data_type, manifest.partition), []
        for one in manifest.files:
            if one not in changed:
                files.append(one)
            elif (data := changed[one]) is not None:
                files.append(self._keep_file(folder, Original(one.origin, one.path, data)))
        leaving = {one.sha256 for one in changed} - {one.sha256 for one in files}
        left = replace(manifest, files=tuple(files), leaving=tuple(sorted(leaving)))
        self._tell(left)
        self.finish(left)

    def finish(self, manifest: Manifest) -> None:
        """Delete what `rewrite` took out; again changes nothing."""
        folder = _folder(manifest.data_type, manifest.partition)
        for digest in manifest.leaving:
            self.objects.delete(f"{folder}/{digest}")
        if not manifest.files:
            self.forget(manifest)
        elif manifest.leaving:
            self._tell(replace(manifest, leaving=()))

    def _tell(self, manifest: Manifest) -> None:
        folder = _folder(manifest.data_type, manifest.partition)
        body = json.dumps(asdict(manifest), default=str, sort_keys=True, indent=1)
        self._put(f"{folder}/{_MANIFEST}", body.encode())

    def find(self, data_type: str, partition: str) -> Manifest | None:
        """What is archived of a partition; none where nothing is."""
        path = f"{_folder(data_type, partition)}/{_MANIFEST}"
        try:
            return _parse(path, self.objects.get_json(path))
        except MissingDataError:
            return None

    def list_all(self, data_type: str | None = None) -> list[Manifest]:
        """Every archived partition, of one data type if it is named, by type and partition."""
        prefix = f"{FOLDER}/{data_type}/" if data_type else f"{FOLDER}/"
        paths = [one for one in self.objects.list(prefix) if one.endswith(f"/{_MANIFEST}")]
        found = [_parse(path, self.objects.get_json(path)) for path in paths]
        return sorted(found, key=lambda one: (one.data_type, one.partition))

    def read(self, manifest: Manifest, file: ArchivedFile) -> bytes:
        """The bytes of an archived file, as they were.

        Raises:
            MissingDataError: it is gone.
            StoreError: it is not what was archived, by its SHA-256.
        """
        path = f"{_folder(manifest.data_type, manifest.partition)}/{file.sha256}"
        data = self.objects.get(path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise StoreError(
                f"{path} is not what was archived of {file.path}: its SHA-256 differs. Nothing was "
                "put back; take the file from a backup and do the same again."
            )
        return data

    def forget(self, manifest: Manifest) -> None:
        """Remove a partition's archive: the manifest first, so that nothing half is listed."""
        folder = _folder(manifest.data_type, manifest.partition)
        self.objects.delete(f"{folder}/{_MANIFEST}")
        for path in self.objects.list(f"{folder}/"):
            if "/" not in path.removeprefix(f"{folder}/"):
                self.objects.delete(path)

    def _keep_file(self, folder: str, one: Original) -> ArchivedFile:
        digest = hashlib.sha256(one.data).hexdigest()
        path = f"{folder}/{digest}"
        self._put(path, one.data)
        if hashlib.sha256(self.objects.get(path)).hexdigest() != digest:
            raise StoreError(
                f"{path} reads back otherwise than it was written: {one.path} stays where it is. "
                "Look after the store and do the same again."
            )
        return ArchivedFile(one.origin, one.path, digest, len(one.data))

    def _put(self, path: str, data: bytes) -> None:
        with telling_what_failed("write", f"{self.objects.url.rstrip('/')}/{path}"):
            open_store(self.objects.url).put(path, data, attributes=self._attributes())

    def _attributes(self) -> Attributes | None:
        """The storage class, where the store has such."""
        chosen = self.objects.archive_storage_class
        return {"Storage-Class": chosen} if chosen and self.objects.url.startswith("s3:") else None


def check_storage_class(name: str) -> str:
    """A storage class that what is archived can be read back from at once.

    Raises:
        ConfigurationError: it cannot, so that no archive could be verified.
    """
    if name in _ASLEEP or not re.fullmatch(r"[A-Z_]{0,40}", name):
        raise ConfigurationError(
            f"{STORAGE_CLASS}={name!r}: name a class that answers at once, as "
            "GLACIER_IR or STANDARD_IA, for what was archived is read back before its original "
            "goes. For a slower one, let a lifecycle rule of the bucket move `archive/` later."
        )
    return name


def _folder(data_type: str, partition: str) -> str:
    return f"{FOLDER}/{data_type}/{partition.replace('|', '/')}"


def _parse(path: str, value: Mapping[str, Any]) -> Manifest:
    try:
        files = tuple(ArchivedFile(**one) for one in value["files"])
        days = {name: date.fromisoformat(value[name]) for name in ("day", "archived_on")}
        leaving = tuple(value.get("leaving", ()))
        return Manifest(**{**value, **days, "files": files, "leaving": leaving})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{path} is no manifest of an archive ({error}): take it from a backup."
        ) from error
