"""Word documents (ECMA-376, WordprocessingML): all that a reader of the printed page sees, once.

Body, tables, text boxes, headers and footers (each text once, on page 1), foot- and endnotes and
comments after the paragraph that refers to them. What was deleted under tracking is left out.

A .docx knows its pages only from its last layout (`lastRenderedPageBreak`). Without that, page
breaks somebody set are counted; without those too, the text is one page and `page_count` unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onevice_assets.converting.clean_text import flatten_cell
from onevice_assets.converting.converted import Facts, Limits, Page
from onevice_assets.converting.ooxml import (
    Package,
    attribute,
    find_child,
    local,
    walk,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BREAK = "\f"
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_LEFT_OUT = {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "sectPr"}
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_BLOCKS = {"p", "tbl"}
_MOST_COLUMNS = 200
_UNPRINTED = {"separator", "continuationSeparator", "continuationNotice"}


def read_docx(path: Path, facts: Facts, limits: Limits) -> Iterator[Page]:
    """Read a Word document's pages.

    Raises:
        ConversionError: it is broken, encrypted, a bomb, or its XML declares entities.
    """
    package = Package(path, facts, limits)
    package.note_metadata()
    main = package.main_part("word/document.xml")
    root = package.parse(main)
    body = find_child(root, "body")
    is_rendered = next(walk(root, "lastRenderedPageBreak"), None) is not None
    reader = _Reader(_read_notes(package, main), is_rendered)
    text = "\n".join(reader.blocks(root if body is None else body))
    above = _read_margins(package, main, "header", reader)
    below = _read_margins(package, main, "footer", reader)
    parts = text.split(_BREAK)
    facts.pages_known_by = "rendered" if reader.is_rendered else "breaks" if parts[1:] else "none"
    facts.page_count = None if facts.pages_known_by == "none" else len(parts)
    if len(parts) > limits.pages:
        facts.notes.append(f"only the first {limits.pages} of {len(parts)} pages were read")
    for number, part in enumerate(parts[: limits.pages], start=1):
        lines = [*above, part, *below] if number == 1 else [part]
        yield Page(number, "\n".join(lines))


class _Reader:
    """Turns elements into lines; holds what notes say."""

    def __init__(self, notes: dict[tuple[str, str], str], is_rendered: bool) -> None:
        self.notes, self.is_rendered = notes, is_rendered

    def blocks(self, parent: Element) -> Iterator[str]:
        """Lines of a body, a cell, a header: paragraphs and rows in their order."""
        for child in parent:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name == "AlternateContent":
                yield from self.blocks(_choose(child))
            elif name not in _LEFT_OUT:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        after: list[str] = []
        line = "".join(self._inline(paragraph, after))
        if not self.is_rendered and _breaks_before(paragraph):
            line = _BREAK + line
        yield line
        yield from after

    def _inline(self, parent: Element, after: list[str]) -> Iterator[str]:
        """Text of runs; boxes and notes that hang on them are put into `after`."""
        for child in parent:
            name = local(child)
            if name == "t":
                yield child.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "br":
                yield self._break(child)
            elif name == "lastRenderedPageBreak":
                yield _BREAK
            elif name == "txbxContent":
                after.extend(self.blocks(child))
            elif name in _NOTES or name == "commentReference":
                kind = _NOTES.get(name, "comments")
                after.append(self.notes.get((kind, attribute(child, "id") or ""), ""))
            elif name == "AlternateContent":
                yield from self._inline(_choose(child), after)
            elif name not in _LEFT_OUT:
                yield from self._inline(child, after)

    def _break(self, element: Element) -> str:
        is_page = attribute(element, "type") == "page"
        return "\n" if not is_page or self.is_rendered else _BREAK

    def _table(self, table: Element) -> Iterator[str]:
        """A row is a line with tabs; one with a single cell is laid-out text and stays lines."""
        for row in (one for one in _children(table, "tr")):
            cells = list(_children(row, "tc"))
            if len(cells) == 1:
                yield from self.blocks(cells[0])
                continue
            texts = [text for cell in cells for text in self._cell(cell)]
            turned = _BREAK if any(_BREAK in text for text in texts) else ""
            flat = (flatten_cell(text.replace(_BREAK, " ")) for text in texts)
            yield turned + "\t".join(flat)

    def _cell(self, cell: Element) -> list[str]:
        """A cell's text, and an empty one for each further column it spans."""
        span = find_child(cell, "tcPr", "gridSpan")
        width = attribute(span, "val") or "1"
        more = min(int(width), _MOST_COLUMNS) - 1 if width.isdecimal() else 0
        return ["\n".join(self.blocks(cell)), *[""] * more]


def _children(parent: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also those in content controls and in tracked insertions."""
    for child in parent:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _children(child, name)


def _choose(alternate: Element) -> Element:
    """The one form of several that has text: a text box stands in the file twice."""
    forms = [one for one in alternate if local(one) in ("Choice", "Fallback")]
    with_text = [one for one in forms if next(walk(one, "t"), None) is not None]
    return next(iter(with_text or forms), alternate)


def _breaks_before(paragraph: Element) -> bool:
    found = find_child(paragraph, "pPr", "pageBreakBefore")
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


def _read_notes(package: Package, main: str) -> dict[tuple[str, str], str]:
    """Texts of footnotes, endnotes and comments, by kind and id."""
    plain = _Reader({}, is_rendered=True)
    found = {}
    for kind in ("footnotes", "endnotes", "comments"):
        for part in package.related(main, kind):
            for note in walk(package.parse(part), "footnote", "endnote", "comment"):
                if attribute(note, "type") in _UNPRINTED:
                    continue
                who = attribute(note, "author") if kind == "comments" else None
                said = " ".join(plain.blocks(note)).replace(_BREAK, " ").strip()
                told = f"{who}: {said}" if who and said else said
                found[kind, attribute(note, "id") or ""] = told
    return found


def _read_margins(package: Package, main: str, kind: str, reader: _Reader) -> list[str]:
    """Lines of all headers or footers, each text once."""
    lines: dict[str, None] = {}
    for part in package.related(main, kind):
        text = "\n".join(reader.blocks(package.parse(part))).replace(_BREAK, "").strip()
        if text:
            lines[text] = None
    return list(lines)
