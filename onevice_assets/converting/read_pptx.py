"""Presentations (ECMA-376, PresentationML): a page is a slide, title first, then top to bottom.

Tables are rows with tabs; charts give their titles, categories and series as rows; diagrams their
texts; speaker's notes and comments stand after the slide. Layouts and masters are left out: what
they say is a prompt ("Click to add title") or decoration.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onevice_assets.converting.clean_text import flatten_cell
from onevice_assets.converting.converted import (
    ConversionError,
    Facts,
    Limits,
    Page,
    Reason,
)
from onevice_assets.converting.ooxml import (
    Package,
    attribute,
    find_child,
    local,
    walk,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES = ("title", "ctrTitle")
_SHAPES = ("sp", "graphicFrame", "grpSp", "pic", "cxnSp", "AlternateContent")
_AUTHORS = ("commentAuthors", "authors")
_REPEATED = ("sldNum", "dt", "hdr")


def read_pptx(path: Path, facts: Facts, limits: Limits) -> Iterator[Page]:
    """Read a presentation's slides; one that is damaged is an empty page with a note.

    Raises:
        ConversionError: it is broken, encrypted, a bomb, or its XML declares entities.
    """
    package = Package(path, facts, limits)
    package.note_metadata()
    slides = _list_slides(package)
    facts.page_count = len(slides)
    if len(slides) > limits.pages:
        facts.notes.append(f"only the first {limits.pages} of {len(slides)} slides were read")
    for number, part in enumerate(slides[: limits.pages], start=1):
        yield Page(number, _read_slide(package, part, number, facts))


def _list_slides(package: Package) -> list[str]:
    main = package.main_part("ppt/presentation.xml")
    relations = package.relations(main)
    ids = [_relation_id(one) for one in walk(package.parse(main), "sldId")]
    slides = [relations[one][1] for one in ids if one in relations]
    if not slides:
        raise ConversionError(Reason.NO_TEXT, "It is a presentation without a slide.", 0)
    return slides


def _relation_id(slide: Element) -> str:
    """`r:id`, beside which stands a plain `id`."""
    return next((str(slide.get(key)) for key in slide.attrib if str(key).endswith("}id")), "")


def _read_slide(package: Package, part: str, number: int, facts: Facts) -> str:
    try:
        root = package.parse(part)
        lines = [line for shape in _order(root) for line in _read_shape(package, part, shape)]
        for comments in package.related(part, "comments"):
            lines += _read_comments(package, comments)
        for notes in package.related(part, "notesSlide"):
            lines += _read_notes(package, notes)
    except ConversionError as error:
        if error.reason in (Reason.BOMB, Reason.DANGEROUS_XML):
            raise
        facts.notes.append(f"slide {number} is damaged and was left out")
        return ""
    return "\n".join(lines)


def _order(root: Element) -> list[Element]:
    """A slide's shapes: title, those placed by the layout, then by where they stand."""
    tree = find_child(root, "cSld", "spTree")
    return [] if tree is None else _sort(tree)


def _sort(parent: Element) -> list[Element]:
    shapes = [one for one in parent if local(one) in _SHAPES]
    return sorted(shapes, key=lambda one: (not _is_title(one), *_place(one)))


def _place(shape: Element) -> tuple[int, int]:
    """Top and left in EMU; before all others where the layout places it."""
    offset = next(walk(shape, "off"), None)
    x, y = attribute(offset, "x"), attribute(offset, "y")
    try:
        return (int(y or -1), int(x or -1))
    except ValueError:
        return (-1, -1)


def _placeholder(shape: Element) -> str | None:
    found = next(walk(shape, "ph"), None)
    return None if found is None else attribute(found, "type") or "body"


def _is_title(shape: Element) -> bool:
    return local(shape) == "sp" and _placeholder(shape) in _TITLES


def _read_shape(package: Package, part: str, shape: Element) -> Iterator[str]:
    name = local(shape)
    if name == "grpSp":
        for child in _sort(shape):
            yield from _read_shape(package, part, child)
    elif name == "AlternateContent":
        form = next((one for one in shape if local(one) in ("Choice", "Fallback")), None)
        for child in () if form is None else _sort(form):
            yield from _read_shape(package, part, child)
    elif name == "graphicFrame":
        yield from _read_frame(package, part, shape)
    elif _placeholder(shape) not in _REPEATED:
        yield from _paragraphs(shape)


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in walk(shape, "p"):
        yield "".join(_sign(one) for one in walk(paragraph, "t", "br", "tab"))


def _sign(element: Element) -> str:
    return {"br": "\n", "tab": "\t"}.get(local(element), element.text or "")


def _read_frame(package: Package, part: str, frame: Element) -> Iterator[str]:
    """A table, a chart or a diagram."""
    for row in walk(frame, "tr"):
        cells = [one for one in row if local(one) == "tc"]
        yield "\t".join(flatten_cell(" ".join(_paragraphs(cell))) for cell in cells)
    relations = package.relations(part)
    for reference in walk(frame, "chart", "relIds"):
        wanted = attribute(reference, "dm") or _relation_id(reference)
        kind, target = relations.get(wanted, ("", ""))
        if package.has(target):
            root = package.parse(target)
            yield from _read_chart(root) if "chart" in kind else _paragraphs(root)


def _read_chart(root: Element) -> Iterator[str]:
    """Titles as lines, then a row per series: its name and, with tabs, its values."""
    for title in walk(root, "title"):
        yield " ".join(one.text or "" for one in walk(title, "t", "v"))
    heads = next((one for one in walk(root, "cat", "xVal")), None)
    if heads is not None:
        yield "\t".join(["", *_values(heads)])
    for series in walk(root, "ser"):
        name, values = find_child(series, "tx"), next(walk(series, "val", "yVal"), None)
        cells = [] if name is None else _values(name)
        yield "\t".join([*cells, *([] if values is None else _values(values))])


def _values(parent: Element) -> list[str]:
    return [one.text or "" for one in walk(parent, "v")]


def _read_comments(package: Package, part: str) -> Iterator[str]:
    """Comments with who wrote them: old ones hold a `text`, modern ones paragraphs."""
    names = {
        attribute(one, "id"): attribute(one, "name")
        for authors in package.related(package.main_part("ppt/presentation.xml"), *_AUTHORS)
        for one in walk(package.parse(authors), "cmAuthor", "author")
    }
    for comment in walk(package.parse(part), "cm", "reply"):
        own = (one for one in walk(comment, "text", "t") if _comment_of(one) is comment)
        said = " ".join(one.text or "" for one in own)
        who = names.get(attribute(comment, "authorId"))
        yield f"{who}: {said}" if who else said


def _comment_of(element: Element) -> Element | None:
    """The comment or reply an element is of: replies stand within their comment."""
    return next(element.iterancestors("{*}cm", "{*}reply"), None)


def _read_notes(package: Package, part: str) -> list[str]:
    """What the speaker is to say."""
    shapes = [one for one in walk(package.parse(part), "sp") if _placeholder(one) == "body"]
    lines = [line for one in shapes for line in _paragraphs(one) if line.strip()]
    return ["", *lines] if lines else []
