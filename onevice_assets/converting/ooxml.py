"""The archive a .docx or .pptx is (ECMA-376): its parts, their relationships, its metadata.

Parts are unpacked within a limit and parsed without entities, DTD or network. Names are compared
without their namespace, so that Strict and Transitional files read alike. Macros are never run;
their presence is noted.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onevice_assets.converting.converted import (
    ConversionError,
    Facts,
    Limits,
    Reason,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_RATIO = 200
_RATIO_FROM = 10 * 1024**2
_MOST_PARTS = 20_000
_PASSWORD_FLAG = 0x1
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_CORE = {
    "title": "title",
    "creator": "author",
    "created": "created_at",
    "modified": "modified_at",
    "version": "version",
}


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute's value by its name without namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def find_child(element: Element, *path: str) -> Element | None:
    """The first child of a child of … by names without namespace."""
    for name in path:
        found = next((child for child in element if local(child) == name), None)
        if found is None:
            return None
        element = found
    return element


def walk(element: Element, *names: str) -> Iterator[Element]:
    """All descendants of the names, in the document's order."""
    return (one for one in element.iter("{*}*") if local(one) in names)


class Package:
    """An open file; parts by their path in it."""

    def __init__(self, path: Path, facts: Facts, limits: Limits) -> None:
        """Open it.

        Raises:
            ConversionError: it is no archive, is encrypted, or unpacks to too much.
        """
        try:
            self._archive = zipfile.ZipFile(path)
        except _UNREADABLE as error:
            raise ConversionError(Reason.BROKEN, f"Its archive is damaged ({error}).") from error
        self._infos = {info.filename.lstrip("/"): info for info in self._archive.infolist()}
        self._facts, self._left = facts, limits.unpacked_bytes
        if len(self._infos) > _MOST_PARTS:
            raise ConversionError(Reason.BOMB, f"It has {len(self._infos)} parts.")
        if any(info.flag_bits & _PASSWORD_FLAG for info in self._infos.values()):
            raise ConversionError(Reason.ENCRYPTED, "Its archive is under a password.")
        if any(name.lower().endswith("vbaproject.bin") for name in self._infos):
            facts.notes.append("has macros, which were not run")

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._infos

    def parse(self, part: str) -> Element:
        """Parse a part.

        Raises:
            ConversionError: it is missing, damaged, too large, or declares entities.
        """
        from lxml import etree

        data = self._unpack(part)
        safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
        try:
            root = etree.fromstring(data, etree.XMLParser(**safe))
        except etree.XMLSyntaxError as error:
            _refuse_entities(data, part)
            root = etree.fromstring(data, etree.XMLParser(recover=True, **safe))
            if root is None:
                raise ConversionError(
                    Reason.BROKEN, f"Its part {part} is no XML ({error})."
                ) from error
            self._facts.notes.append(f"{part} is no sound XML and was read as far as it is")
        _refuse_entities(data, part)
        if root.getroottree().docinfo.internalDTD is not None:
            raise ConversionError(Reason.DANGEROUS_XML, f"Its part {part} has a DTD.")
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part: id → (last word of its type, part it leads to)."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(path):
            return {}
        found = {}
        for one in walk(self.parse(path), "Relationship"):
            if one.get("TargetMode") == "External":
                continue
            target = str(one.get("Target") or "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = str(one.get("Type") or "").rpartition("/")[2]
            found[str(one.get("Id"))] = kind, posixpath.normpath(whole)
        return found

    def related(self, part: str, *kinds: str) -> list[str]:
        """Parts that a part leads to by relationships of these kinds, those that are there."""
        return [to for kind, to in self.relations(part).values() if kind in kinds and self.has(to)]

    def main_part(self, *usual: str) -> str:
        """The part the package is about, by its relationships, else under its usual name.

        Raises:
            ConversionError: there is none.
        """
        for part in (*self.related("", "officeDocument"), *usual):
            if self.has(part):
                return part
        raise ConversionError(Reason.BROKEN, f"Its archive lacks {usual[0]}.")

    def note_metadata(self) -> None:
        """Put title, author, dates and version into the facts; none where they are unreadable."""
        if not self.has("docProps/core.xml"):
            return
        try:
            root = self.parse("docProps/core.xml")
        except ConversionError as error:
            self._facts.notes.append(f"its metadata is unreadable: {error.detail}")
            return
        for child in root:
            name = _CORE.get(local(child))
            if name and child.text and child.text.strip():
                setattr(self._facts, name, child.text.strip())

    def _unpack(self, part: str) -> bytes:
        info = self._infos.get(part)
        if info is None:
            raise ConversionError(Reason.BROKEN, f"Its archive lacks {part}.")
        if info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * info.compress_size:
            raise ConversionError(Reason.BOMB, f"{part} unpacks to {info.file_size} bytes.")
        try:
            with self._archive.open(info) as file:
                data = file.read(self._left + 1)
        except _UNREADABLE as error:
            raise ConversionError(
                Reason.BROKEN, f"Its part {part} is damaged ({error})."
            ) from error
        self._left -= len(data)
        if self._left < 0:
            raise ConversionError(Reason.BOMB, f"It unpacks to more than it may (at {part}).")
        return data


def _refuse_entities(data: bytes, part: str) -> None:
    if b"<!ENTITY" in data or "<!ENTITY".encode("utf-16-le") in data:
        raise ConversionError(Reason.DANGEROUS_XML, f"Its part {part} declares entities.")
