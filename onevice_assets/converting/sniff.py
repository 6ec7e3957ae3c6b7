"""What a file is, by its content; its name decides only between the kinds of plain text."""

from __future__ import annotations

import zipfile
from pathlib import Path

from onevice_assets.converting.converted import ConversionError, Reason

FORMATS = ("pdf", "docx", "pptx", "txt", "md")
MIME_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain",
    "md": "text/markdown",
}
_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x7fELF")
_MARKDOWN = ("md", "markdown")
_RICH = (b"{\\rtf", b"<html", b"<!doctype html")


def sniff(path: Path, name: str) -> str:
    """Tell a file's format.

    Args:
        path: where its bytes are.
        name: what it is called; only its ending counts.

    Returns:
        One of `FORMATS`.

    Raises:
        ConversionError: it is empty, encrypted, or none of the formats.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        raise ConversionError(Reason.EMPTY, f"The file has {path.stat().st_size} bytes, all blank.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _sniff_archive(path)
    if head.startswith(_OLE):
        raise _old_office(path)
    return _sniff_text(head, ending(name))


def ending(name: str) -> str:
    """A name's ending, lower-case, without its dot: `docx`."""
    return Path(name).suffix.lower().removeprefix(".")


def _sniff_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ConversionError(Reason.BROKEN, f"Its archive cannot be opened ({error}).") from error
    if any(one.startswith("word/") for one in names):
        return "docx"
    if any(one.startswith("ppt/") for one in names):
        return "pptx"
    raise ConversionError(
        Reason.UNSUPPORTED, "It is an archive without a Word document or presentation in it."
    )


def _old_office(path: Path) -> ConversionError:
    """A compound file: a new one under a password, or one of before 2007."""
    if _ENCRYPTED_STREAM in path.read_bytes():
        return ConversionError(Reason.ENCRYPTED, "It is an office file under a password.")
    return ConversionError(Reason.UNSUPPORTED, "It is an office file of before 2007 (.doc, .ppt).")


def _sniff_text(head: bytes, suffix: str) -> str:
    if head.lower().lstrip().startswith(_RICH):
        raise ConversionError(Reason.UNSUPPORTED, "It is RTF or HTML.")
    if suffix in _MARKDOWN:
        return "md"
    if suffix in ("txt", "text", ""):
        return "txt"
    if suffix in ("pdf", "docx", "pptx") and not head.startswith(_BINARY) and b"\x00" not in head:
        if suffix == "pdf" or not _reads_as_text(head):
            raise ConversionError(
                Reason.BROKEN, f"It is named .{suffix} but does not begin as one."
            )
        return "txt"
    if suffix in ("pdf", "docx", "pptx"):
        raise ConversionError(Reason.BROKEN, f"It is named .{suffix} but does not begin as one.")
    raise ConversionError(Reason.UNSUPPORTED, f"Files ending in .{suffix[:20]} are not read.")


def _reads_as_text(head: bytes) -> bool:
    try:
        head[: _HEAD - 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
