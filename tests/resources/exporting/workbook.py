"""Reads a workbook back by its XML, as far as these tests need it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

_NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass(frozen=True)
class Cell:
    """A cell: its text or number as written, its kind (`inlineStr`, `b`, `n`), its style."""

    value: str
    kind: str
    is_text_for_ever: bool


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def names(workbook: bytes) -> list[str]:
    book = ElementTree.fromstring(parts(workbook)["xl/workbook.xml"])
    return [sheet.attrib["name"] for sheet in book.iterfind("x:sheets/x:sheet", _NS)]


def cells(workbook: bytes, sheet: int = 1) -> dict[str, Cell]:
    """Cells by their reference, such as `A1`."""
    inside = parts(workbook)
    styles = ElementTree.fromstring(inside["xl/styles.xml"]).iterfind("x:cellXfs/x:xf", _NS)
    quoted = [style.get("quotePrefix") == "1" for style in styles]
    root = ElementTree.fromstring(inside[f"xl/worksheets/sheet{sheet}.xml"])
    assert not list(root.iter(f"{{{_NS['x']}}}f")), "a formula"
    return {
        cell.attrib["r"]: Cell(
            "".join(cell.itertext()), cell.get("t", "n"), quoted[int(cell.get("s", "0"))]
        )
        for cell in root.iter(f"{{{_NS['x']}}}c")
    }
