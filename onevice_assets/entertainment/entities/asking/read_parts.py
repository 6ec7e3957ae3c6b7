"""The pages of one file as a model reads them, and a row for each part: by whom it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.entities.asking.build_call import Part, cut_page
from onevice_assets.entertainment.entities.asking.combine import join_readings
from onevice_assets.entertainment.entities.asking.read_reply import ModelReading
from resources.llm.choose_reader import RULES

if TYPE_CHECKING:
    from onevice_assets.entertainment.entities.asking.ask_parts import Reader
    from onevice_assets.entertainment.entities.keep_document import ReadFile
    from resources.llm.text_reader import Heard

Row = dict[str, Any]


def list_texts(pages: Iterable[str]) -> list[str]:
    """Every text of some pages that is asked about, each once."""
    return list(dict.fromkeys(part.text for page in pages for part in cut_page(page)))


def keep_unasked(file: ReadFile) -> list[Row]:
    """Rows of `document_readings` where rules read every page."""
    return [
        _row(file, page, Part(0, text), RULES) for page, text in file.pages.items() if text.strip()
    ]


def read_parts(
    file: ReadFile, reader: Reader, heard: Mapping[str, Heard]
) -> tuple[dict[int, ModelReading], list[Row]]:
    """What a model says of a file's pages, by their number, and rows of `document_readings`.

    Args:
        file: whose pages they are.
        reader: who was asked.
        heard: what came of it, by text of the part.
    """
    told: dict[int, ModelReading] = {}
    rows: list[Row] = []
    for page, text in file.pages.items():
        readings = []
        for part, one in _read_page(reader, heard, page, text):
            asked = heard[part.text].attempt_id
            if isinstance(one, str):
                rows.append(_row(file, page, part, RULES, reason=one, attempt_id=asked))
                continue
            readings.append(one)
            label, invented = reader.provider.label, len(one.invented)
            rows.append(_row(file, page, part, label, attempt_id=asked, invented_count=invented))
        told[page] = join_readings(readings)
    return told, rows


def _read_page(
    reader: Reader, heard: Mapping[str, Heard], page: int, text: str
) -> Iterator[tuple[Part, ModelReading | str]]:
    for part in cut_page(text):
        yield part, reader.read(heard[part.text], part.text, page, part.start)


def _row(file: ReadFile, page: int, part: Part, reader: str, **told: object) -> Row:
    empty: Row = {"reason": None, "attempt_id": None, "invented_count": 0}
    own = {
        "reader": reader,
        "page_number": page,
        "span_start": part.start,
        "span_end": part.start + len(part.text),
    }
    return file.row("document_readings", page, part.start, **{**empty, **own, **told})
