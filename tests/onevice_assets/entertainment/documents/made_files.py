"""Office files of a few lines, made as their programs lay them out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = (
    '<p:coreProperties xmlns:p="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>{title}</dc:title>'
    "<dc:creator>{author}</dc:creator><dcterms:created>2025-09-17T12:00:00Z</dcterms:created>"
    "</p:coreProperties>"
)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of parts; the same bytes for the same parts."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2025, 9, 17, 12, 0, 0)), data, 8)
    return sink.getvalue()


def relations(**targets: str) -> str:
    """A relationships part: kind = target."""
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind.rstrip("0123456789")}" Target="{to}"/>'
        for at, (kind, to) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def paragraph(text: str, more: str = "") -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t>{more}</w:r></w:p>'


def table(rows: Iterable[Iterable[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def word(body: str, parts: Mapping[str, str] | None = None, **related: str) -> bytes:
    """A .docx of a body's XML; `related`: kind = part beside the document."""
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body>'
            "</w:document>",
            "word/_rels/document.xml.rels": relations(**related),
            "docProps/core.xml": CORE.format(title="A Title", author="An Author"),
            **(parts or {}),
        }
    )


def word_of(text: str) -> bytes:
    """A .docx of plain lines; those with tabs become rows of a table."""
    blocks = [
        table([line.split("\t")]) if "\t" in line else paragraph(line) for line in text.split("\n")
    ]
    return word("".join(blocks))


def shape(*lines: str, kind: str = "", at: tuple[int, int] | None = None) -> str:
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    place = f'<p:spPr><a:xfrm><a:off x="{at[0]}" y="{at[1]}"/></a:xfrm></p:spPr>' if at else ""
    said = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr>{place}"
        f"<p:txBody>{said}</p:txBody></p:sp>"
    )


def slides(*trees: str, notes: str = "") -> bytes:
    """A .pptx of slides' shapes; `notes` go to the first one."""
    spaces = f'xmlns:p="{SLIDE}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}"'
    numbers = range(len(trees))
    ids = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in numbers)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {spaces}><p:sldIdLst>{ids}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"slide{at}": f"slides/slide{at}.xml" for at in numbers}
        ),
    }
    for at, tree in enumerate(trees):
        parts[f"ppt/slides/slide{at}.xml"] = (
            f"<p:sld {spaces}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>"
        )
    if notes:
        parts["ppt/slides/_rels/slide0.xml.rels"] = relations(notesSlide="../notes/notes0.xml")
        parts["ppt/notes/notes0.xml"] = (
            f"<p:notes {spaces}><p:cSld><p:spTree>{shape(notes, kind='body')}</p:spTree></p:cSld>"
            "</p:notes>"
        )
    return archive(parts)


def pdf(*pages: Iterable[tuple[int, int, str]], author: str = "An Author") -> bytes:
    """A PDF of texts at places (x, y from below, text), one page each; no text: a blank page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at, page in enumerate(pages):
        drawn = "\n".join(
            f"BT /F1 12 Tf {x} {y} Td ({_escape_pdf(text)}) Tj ET" for x, y, text in page
        )
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * at} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        ]
    objects.append(f"<</Author({author})/Title(A Title)/CreationDate(D:20250917120000+02'00')>>")
    return _join_pdf(objects)


def pdf_of(text: str) -> bytes:
    """A PDF of lines on pages of forty lines; tabs set cells 150 points apart."""
    lines = text.split("\n")
    starts = range(0, len(lines), 40)
    return pdf(*(_place(lines[start : start + 40]) for start in starts))


def _place(lines: list[str]) -> list[tuple[int, int, str]]:
    return [
        (40 + 150 * column, 760 - 18 * at, cell)
        for at, line in enumerate(lines)
        for column, cell in enumerate(line.split("\t"))
        if cell
    ]


def _escape_pdf(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _join_pdf(objects: list[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    return (
        data
        + f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R/Info "
        f"{count - 1} 0 R>>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    )
