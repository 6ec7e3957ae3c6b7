"""One file to pages, in this process. Only the child calls this on files of other people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from onevice_assets.converting.clean_text import clean_text
from onevice_assets.converting.converted import (
    ConversionError,
    Facts,
    Limits,
    Page,
    Reason,
)
from onevice_assets.converting.read_docx import read_docx
from onevice_assets.converting.read_pdf import read_pdf
from onevice_assets.converting.read_pptx import read_pptx
from onevice_assets.converting.read_text import read_text
from onevice_assets.converting.sniff import ending, sniff

_READERS: dict[str, Callable[[Path, Facts, Limits], Iterator[Page]]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "pptx": read_pptx,
    "txt": read_text,
    "md": read_text,
}
_SAME = {"markdown": "md", "text": "txt", "docm": "docx", "pptm": "pptx", "": "txt"}


def convert(path: Path, name: str, facts: Facts, limits: Limits) -> Iterator[Page]:
    """Read a file's pages one after another.

    Args:
        path: where its bytes are.
        name: what it was called.
        facts: is filled in; whole once the last page was given.
        limits: how far to go.

    Raises:
        ConversionError: it gives no text. Pages given before it count for nothing.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise ConversionError(
            Reason.TOO_LARGE, f"It has {size} bytes of at most {limits.file_bytes}."
        )
    facts.format = sniff(path, name)
    suffix = ending(name)
    if _SAME.get(suffix, suffix) != facts.format:
        facts.notes.append(f"named .{suffix} but is {facts.format}")
    empty = pictured = left = 0
    room = limits.characters
    for page in _READERS[facts.format](path, facts, limits):
        text = clean_text(page.text)[:room]
        room -= len(text)
        empty += not text.strip()
        pictured += page.has_picture
        left = page.number
        yield replace(page, text=text)
        if room <= 0:
            facts.notes.append(f"only the first {limits.characters} characters were read")
            break
    if left and empty == left:
        raise _tell_empty(pictured, left, facts)


def _tell_empty(pictured: int, pages: int, facts: Facts) -> ConversionError:
    count = facts.page_count or pages
    if facts.format == "pdf" and pictured:
        detail = f"None of its {count} page(s) has a text layer; {pictured} show a picture."
        return ConversionError(Reason.NO_TEXT_LAYER, detail, count)
    return ConversionError(Reason.NO_TEXT, f"Its {count} page(s) hold no text.", count)
