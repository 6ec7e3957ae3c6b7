"""Labels of a document with the values beside or below them, and rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onevice_assets.operations.extraction.forms.labels import load_labels
from onevice_assets.operations.extraction.page import Cell, Line, Page

_GAP = re.compile(r"[ \t]*\.*[ \t]*[:=#|]?[ \t#]*")
_NEAR = 6  # columns by which a value below may be off its label
_KEYS = ("number", "reference", "truck", "trailer", "unit", "vin", "work_order")
_MOST_BELOW = 2  # lines between a label and the value below it


@dataclass(frozen=True, slots=True)
class Field:
    """A label and where its value may stand.

    Attributes:
        meaning: `type.property`, as in labels.toml.
        at: offset of the label.
        start: of the value.
        end: of its cell, or of the next label.
        is_strong: a mark or a gap parts label and value, so that any words may be the value.
        is_first: the label begins its cell.
        row: of a table, from 1; 0 is the document.
    """

    meaning: str
    at: int
    start: int
    end: int
    is_strong: bool = True
    is_first: bool = True
    row: int = 0


def find_fields(page: Page) -> list[Field]:
    """Every label of a page, in order; what is no value of its kind is left to who reads it."""
    fields, taken, row = list[Field](), set[int](), 0
    for number, line in enumerate(page.lines):
        heads = _read_heads(page, line)
        if not heads:
            continue
        rows = list(_rows_below(page, number, line))
        for body in rows:
            taken |= {number, body}
            row += len(rows) > 1
            fields += _read_row(heads, page.lines[body], row)
    for number, line in enumerate(page.lines):
        if number not in taken and line.start >= page.body:
            fields += _read_line(page, number)
        elif number not in taken and page.folded.startswith("subject", line.start):
            fields += [field for field in _read_line(page, number) if not field.is_first]
    return sorted(fields, key=lambda one: one.at)


def _read_heads(page: Page, line: Line) -> dict[int, tuple[str, Cell]]:
    """The meanings of a table's head by the number of the cell; nothing for another line."""
    if len(line.cells) < 3:
        return {}
    pattern, _ = load_labels()
    heads = {
        number: (_meaning(match), cell)
        for number, cell in enumerate(line.cells)
        if (match := pattern.fullmatch(page.folded, cell.start, cell.end))
    }
    has_key = any(meaning.endswith(_KEYS) for meaning, _ in heads.values())
    return heads if has_key and 2 * len(heads) > len(line.cells) and len(heads) > 1 else {}


def _rows_below(page: Page, number: int, head: Line) -> Iterator[int]:
    for body in range(number + 1, len(page.lines)):
        line = page.lines[body]
        if line.cells and not page.text[line.start : line.end].strip(" |-+="):
            continue
        if len(line.cells) != len(head.cells):
            return
        yield body


def _read_row(heads: dict[int, tuple[str, Cell]], line: Line, row: int) -> list[Field]:
    return [
        Field(meaning, line.cells[number].start, line.cells[number].start, line.cells[number].end,
              row=row)
        for number, (meaning, _) in heads.items()
    ]  # fmt: skip


def _read_line(page: Page, number: int) -> Iterator[Field]:
    line = page.lines[number]
    pattern, _ = load_labels()
    labels = list(pattern.finditer(page.folded, line.start, line.end))
    for place, match in enumerate(labels):
        cell = next((c for c in line.cells if c.start <= match.start() < c.end), None)
        if cell is None:
            continue
        is_first = _begins(page.text, cell, match.start())
        gap = _GAP.match(page.text, match.end(), line.end)
        start = gap.end() if gap else match.end()
        is_strong = _is_strong(page.text, match, start) or _is_comma(page.text, line, match)
        start += _is_comma(page.text, line, match)
        value = next((c for c in line.cells if c.start <= start < c.end), None)
        end = value.end if value else start
        later = [one for one in labels[place + 1 :] if start < one.start() < end]
        end = next((one.start() for one in later if _ends(page.text, one)), end)
        is_head = start >= cell.end and _is_head(page, number, cell, gap.group() if gap else "")
        if (start >= end and is_first) or is_head:
            start, end = _look_below(page, number, cell)
        yield Field(_meaning(match), match.start(), start, end, is_strong, is_first)


def _meaning(match: re.Match[str]) -> str:
    return load_labels()[1][match.lastgroup or ""]


def _begins(text: str, cell: Cell, at: int) -> bool:
    return not text[cell.start : at].strip(" -*•·/>") or text[at - 2 : at] in (
        "/ ",
        ", ",
        "; ",
        ". ",
    )


def _is_strong(text: str, match: re.Match[str], start: int) -> bool:
    gap = text[match.end() : start]
    return bool(re.search(r"[:=#|\t]|\.\.|  ", gap)) or match.group().endswith("#")


def _is_comma(text: str, line: Line, match: re.Match[str]) -> bool:
    """A row of a file with commas: `UNIT,3316`."""
    lone = text[match.end() : match.end() + 1] == "," and match.start() == line.start
    return lone and text[match.end() + 1 : match.end() + 2].strip() != ""


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a label within a value ends it: one with a mark behind it."""
    return bool(re.match(r"[ ]?(?:[:=]|#)", text[match.end() : match.end() + 2])) or (
        match.group().endswith("#")
    )


def _is_head(page: Page, number: int, cell: Cell, gap: str) -> bool:
    """Whether a label heads a column: below it is a value, below its neighbour another one."""
    line, below = page.lines[number], page.lines[number + 1 : number + 2]
    if gap.strip(" ") or not below or len(line.cells) != len(below[0].cells) or len(line.cells) < 2:
        return False
    if any(
        one.column != other.column for one, other in zip(line.cells, below[0].cells, strict=True)
    ):
        return False
    under = next(one for one in below[0].cells if one.column == cell.column)
    return load_labels()[0].match(page.folded, under.start) is None


def _look_below(page: Page, number: int, label: Cell) -> tuple[int, int]:
    """The cell below a label in its column; an empty one at the label where there is none."""
    pattern, _ = load_labels()
    for line in page.lines[number + 1 : number + 1 + _MOST_BELOW]:
        cell = _nearest(line.cells, label.column)
        if cell is None:
            continue
        if pattern.fullmatch(page.folded, cell.start, cell.end):
            break
        return cell.start, cell.end
    return label.end, label.end


def _nearest(cells: Sequence[Cell], column: int) -> Cell | None:
    near = [cell for cell in cells if abs(cell.column - column) <= _NEAR]
    return min(near, key=lambda cell: abs(cell.column - column), default=None)
