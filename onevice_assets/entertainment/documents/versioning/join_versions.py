"""Which files of an organization are versions of one document, in which order.

The rule, in this order; files are taken in the order they came:

1. The same bytes again are the same version.
2. The same stem of the name (`read_name.py`) and texts at least 0.3 alike: versions. Two files
   called `treatment.pdf` of two projects are not. Names that differ in their version alone, of two
   words and more: at least 0.1, for a first draft may be a third of the last.
3. Another stem, and texts at least 0.95 alike: versions, unless the numbers in their stems differ.
   Call sheets of two days share nearly all their words.

What joins is transitive. A document's id comes from its first file, so that it stays whatever comes
later; where a later file joins two documents, the older id stands. The last version by name
(`final` after not, v3 after v2), then by its own date, then by arrival stands; the others are kept.
A file whose text could not be read is no version of anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from onevice_assets.entertainment.documents.versioning.read_name import (
    list_numbers,
    rank_name,
    read_version,
)
from onevice_assets.entertainment.documents.versioning.sign_text import compare, list_bands
from resources.identity import derived_id

SAME_NAME, OTHER_NAME = 0.3, 0.95
NUMBERED = 0.1


@dataclass(frozen=True)
class File:
    """A file whose text was read.

    Attributes:
        signature: of its text.
        dated_at: when it was changed last by its metadata, else when it came.
    """

    id: str
    organization_id: str
    batch: str
    filename: str
    content_hash: str
    name_stem: str
    version: str | None
    signature: tuple[int, ...]
    dated_at: datetime
    uploaded_at: datetime
    created_at: datetime


@dataclass
class _Joined:
    """Files joined so far: a forest of older files, and how each was joined."""

    older: dict[str, str] = field(default_factory=dict)
    how: dict[str, tuple[str, float | None]] = field(default_factory=dict)

    def root(self, id_: str) -> str:
        while id_ in self.older:
            id_ = self.older[id_]
        return id_


def join_versions(files: Iterable[File]) -> list[dict[str, Any]]:
    """Join an organization's files into documents.

    Args:
        files: all of them, in any order.

    Returns:
        Rows of `document_versions`, one per file.
    """
    ordered = sorted(files, key=lambda one: (one.created_at, one.uploaded_at, one.id))
    joined, seen = _Joined(), _Seen()
    place = {one.id: at for at, one in enumerate(ordered)}
    for file in ordered:
        for other, rule, similarity in seen.find(file):
            mine, its = joined.root(file.id), joined.root(other.id)
            joined.how.setdefault(file.id, (rule, similarity))
            if mine != its:
                first, second = sorted((mine, its), key=lambda one: place[one])
                joined.older[second] = first
        seen.add(file)
    groups: dict[str, list[File]] = defaultdict(list)
    for file in ordered:
        groups[joined.root(file.id)].append(file)
    return [row for group in groups.values() for row in _number(group, joined.how)]


class _Seen:
    """Files taken so far, by what could join another to them."""

    def __init__(self) -> None:
        self._by_hash: dict[str, File] = {}
        self._by_stem: dict[str, list[File]] = defaultdict(list)
        self._by_band: dict[tuple[int, ...], list[File]] = defaultdict(list)

    def add(self, file: File) -> None:
        """Keep a file; the same bytes again are not looked at any more."""
        if self._by_hash.setdefault(file.content_hash, file) is not file:
            return
        self._by_stem[file.name_stem].append(file)
        for band in list_bands(file.signature):
            self._by_band[band].append(file)

    def find(self, file: File) -> list[tuple[File, str, float | None]]:
        """Files it is a version of, by which rule, and how alike their texts are."""
        if file.content_hash in self._by_hash:
            return [(self._by_hash[file.content_hash], "same_content", 1.0)]
        found: dict[str, tuple[File, str, float | None]] = {}
        for other in self._by_stem.get(file.name_stem, ()):
            alike = compare(file.signature, other.signature)
            if alike >= (NUMBERED if _are_numbered(file, other) else SAME_NAME):
                found[other.id] = other, "same_name", alike
        for other in self._near(file):
            if other.id not in found and self._is_other_name(file, other):
                alike = compare(file.signature, other.signature)
                if alike >= OTHER_NAME:
                    found[other.id] = other, "near_identical_text", alike
        return list(found.values())

    def _near(self, file: File) -> Sequence[File]:
        near: dict[str, File] = {}
        for band in list_bands(file.signature):
            near.update((one.id, one) for one in self._by_band.get(band, ()))
        return list(near.values())

    @staticmethod
    def _is_other_name(file: File, other: File) -> bool:
        return list_numbers(file.name_stem) == list_numbers(other.name_stem)


def _are_numbered(file: File, other: File) -> bool:
    """Whether both names tell a version, another one each, and are more than one word besides."""
    told = {read_version(file.filename), read_version(other.filename)}
    return len(told) == 2 and None not in told and " " in file.name_stem


def _number(
    group: Sequence[File], how: Mapping[str, tuple[str, float | None]]
) -> list[dict[str, Any]]:
    """Rows of one document's files; the first of `group` came first."""
    first = group[0]
    document_id = derived_id(first.created_at, "document", first.organization_id, first.id)
    versions: dict[str, list[File]] = defaultdict(list)
    for file in group:
        versions[file.content_hash].append(file)
    ordered = sorted((same[0] for same in versions.values()), key=_rank)
    rows = []
    for number, original in enumerate(ordered, start=1):
        for file in versions[original.content_hash]:
            rule, similarity = how.get(file.id, ("first", None))
            rows.append(
                {
                    "id": derived_id(file.created_at, "document_versions", file.id),
                    "organization_id": file.organization_id,
                    "document_file_id": file.id,
                    "batch": file.batch,
                    "document_id": document_id,
                    "version_number": number,
                    "is_latest": number == len(ordered) and file is original,
                    "joined_by": rule,
                    "similarity": similarity,
                    "filename": file.filename,
                    "version": file.version,
                    "created_at": file.created_at,
                }
            )
    return rows


def _rank(file: File) -> tuple[bool, tuple[int, ...], datetime, datetime, str]:
    return *rank_name(file.filename, file.version), file.dated_at, file.uploaded_at, file.id
