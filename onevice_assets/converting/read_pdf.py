"""PDF by PDFium: text in the order it was drawn, one page in memory at a time.

PDFium alone gives a row of a table as words with spaces. A gap wider than `_CELL_GAP` of the letter
height on one line is a border between cells, and becomes a tab; so does a line end where the next
letter stands further right at the same height.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from onevice_assets.converting.converted import (
    ConversionError,
    Facts,
    Limits,
    Page,
    Reason,
)

_CELL_GAP = 1.6
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?")
_LINE_HYPHEN = "\x02\ufffe"


class _Box(NamedTuple):
    left: float
    right: float
    bottom: float
    top: float


def read_pdf(path: Path, facts: Facts, limits: Limits) -> Iterator[Page]:
    """Read a PDF's pages.

    Raises:
        ConversionError: it is encrypted or broken.
    """
    import pypdfium2 as pdfium

    pdf = _open(path)
    try:
        _note_metadata(pdf.get_metadata_dict(), facts)
        facts.page_count = len(pdf)
        if len(pdf) > limits.pages:
            facts.notes.append(f"only the first {limits.pages} of {len(pdf)} pages were read")
        for index in range(min(len(pdf), limits.pages)):
            try:
                yield _read_page(pdf, index)
            except pdfium.PdfiumError:
                facts.notes.append(f"page {index + 1} is broken and was left out")
                yield Page(index + 1, "")
    finally:
        pdf.close()


def _open(path: Path) -> Any:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ConversionError(Reason.ENCRYPTED, "It opens with a password only.") from error
        raise ConversionError(Reason.BROKEN, f"PDFium does not open it ({error}).") from error
    if not len(pdf):
        raise ConversionError(Reason.BROKEN, "It is a PDF without a page.", 0)
    return pdf


def _read_page(pdf: Any, index: int) -> Page:
    from pypdfium2 import raw

    page = pdf[index]
    try:
        text_page = page.get_textpage()
        try:
            text = _lay_out(text_page.raw, text_page.count_chars())
        finally:
            text_page.close()
        pictured = not text.strip() and any(
            True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        )
        return Page(index + 1, text, pictured)
    finally:
        page.close()


def _lay_out(text_page: Any, count: int) -> str:
    """Text of a page with tabs between cells and words joined over hyphenated line ends."""
    from pypdfium2 import raw

    parts: list[str] = []
    before: _Box | None = None
    pending = ""
    for at in range(count):
        sign = chr(raw.FPDFText_GetUnicode(text_page, at))
        if sign.isspace() or sign == "\x00":
            pending += sign
            continue
        if sign in _LINE_HYPHEN:
            pending = "\x02"
            continue
        if pending or before is None:
            parts.append(_between(pending, before, _box(text_page, at)))
        pending = ""
        parts.append(sign)
        before = _box(text_page, at) if _ends_word(text_page, at, count) else before
    return "".join(parts)


def _ends_word(text_page: Any, at: int, count: int) -> bool:
    """Whether white space follows: only then the letter's place matters."""
    from pypdfium2 import raw

    if at + 1 >= count:
        return False
    following = chr(raw.FPDFText_GetUnicode(text_page, at + 1))
    return following.isspace() or following in _LINE_HYPHEN or following == "\x00"


def _box(text_page: Any, at: int) -> _Box:
    from pypdfium2 import raw

    sides = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(text_page, at, *sides)
    return _Box(*(side.value for side in sides))


def _between(white: str, before: _Box | None, after: _Box) -> str:
    """What stands between two words."""
    if before is None:
        return ""
    if white.startswith("\x02"):
        return ""  # a word that the line's end had cut
    height = max(before.top - before.bottom, after.top - after.bottom, 1.0)
    same_line = min(before.top, after.top) - max(before.bottom, after.bottom) > 0
    gap = after.left - before.right
    if same_line and gap > _CELL_GAP * height:
        return "\t"
    if same_line and gap >= 0:
        return " "
    return "\n\n" if white.count("\n") > 1 else "\n" if "\n" in white or "\r" in white else " "


def _note_metadata(said: dict[str, str], facts: Facts) -> None:
    facts.title = said.get("Title") or None
    facts.author = said.get("Author") or None
    facts.created_at = read_pdf_date(said.get("CreationDate", ""))
    facts.modified_at = read_pdf_date(said.get("ModDate", ""))


def read_pdf_date(text: str) -> str | None:
    """ISO 8601 of `D:20250917120000+02'00'` (ISO 32000-1, 7.9.4); None where it is no date."""
    match = _DATE.match(text)
    if match is None:
        return None
    year, *rest = match.groups()[:6]
    month, day, hour, minute, second = (
        part or default for part, default in zip(rest, ("01", "01", "00", "00", "00"), strict=True)
    )
    zone = f"{match[7]}{match[8]}:{match[9] or '00'}" if match[7] else "+00:00"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}"
