"""Makes real files of the texts in `documents/`; what the files must give stands in `expected/`.

A text is Markdown of the least kind: `# headings`, `- bullets`, `| tables |` without a rule line,
`<<page>>` for a new page or slide. Its file's name ends with the format to make, then `.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

SOURCES = Path(__file__).parent / "documents"
SCAN = "night-market-storyboard.pdf"
_PAGE = "<<page>>"
_FONT_SIZES = {"# ": 18, "## ": 14}


def build_folder(folder: Path) -> list[Path]:
    """Write the 21 files and the scan without text into `folder`; gives their paths by name."""
    written = [_build(source, folder / source.stem) for source in sorted(SOURCES.glob("*.md"))]
    return sorted([*written, _build_scan(folder / SCAN)])


def pages_of(source: Path) -> list[str]:
    """The pages a reader of the made file sees, as plain text (a docx, txt or md is one page)."""
    pages = source.read_text("utf-8").split(f"{_PAGE}\n")
    return ["\n".join(_plain(line) for line in page.splitlines()) for page in pages]


def _plain(line: str) -> str:
    return line.lstrip("#").lstrip() if line.startswith("#") else line


def _build(source: Path, target: Path) -> Path:
    writers: dict[str, Callable[[str, Path], None]] = {
        ".pdf": _write_pdf,
        ".docx": _write_docx,
        ".pptx": _write_pptx,
    }
    text = source.read_text("utf-8")
    write = writers.get(target.suffix)
    if write:
        write(text, target)
    else:
        target.write_text(text, "utf-8")
    return target


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _blocks(page: str) -> Iterator[list[str]]:
    """Tables as all of their lines, every other line alone."""
    table: list[str] = []
    for line in (one.strip() for one in page.splitlines()):
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield table
            table = []
        if line:
            yield [line]
    if table:
        yield table


def _write_pdf(text: str, target: Path) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    for page in text.split(_PAGE):
        pdf.add_page()
        for block in _blocks(page):
            for line in block:
                mark = next((mark for mark in _FONT_SIZES if line.startswith(mark)), "")
                pdf.set_font("Times", size=_FONT_SIZES.get(mark, 11))
                told = "    ".join(_cells(line)) if line.startswith("|") else line
                told = told.removeprefix(mark).replace("—", "-")  # the font is Latin-1
                pdf.multi_cell(0, 7, told, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(target))


def _build_scan(target: Path) -> Path:
    """A page of grey boxes where a scanner would leave a picture: no text layer."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_fill_color(200)
    for row in range(3):
        pdf.rect(20, 20 + 80 * row, 170, 70, style="F")
    pdf.output(str(target))
    return target


def _write_docx(text: str, target: Path) -> None:
    import docx

    document = docx.Document()
    for block in _blocks(text):
        if block[0].startswith("|"):
            table = document.add_table(rows=0, cols=len(_cells(block[0])))
            for line in block:
                for cell, told in zip(table.add_row().cells, _cells(line), strict=True):
                    cell.text = told
        elif block[0].startswith("#"):
            document.add_heading(block[0].lstrip("# "), level=block[0].count("#"))
        elif block[0].startswith("- "):
            document.add_paragraph(block[0][2:], style="List Bullet")
        else:
            document.add_paragraph(block[0])
    document.save(str(target))


def _write_pptx(text: str, target: Path) -> None:
    import pptx

    deck = pptx.Presentation()
    for page in text.split(_PAGE):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        title, *rest = [line for block in _blocks(page) for line in block]
        slide.shapes.title.text = title.lstrip("# ")
        slide.placeholders[1].text = "\n".join(line.removeprefix("- ") for line in rest)
    deck.save(str(target))
