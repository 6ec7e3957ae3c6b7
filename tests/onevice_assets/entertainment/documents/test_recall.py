"""The real files all become rows, and what is expected of them is found."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from onevice_assets.converting.converted import Converted
from onevice_assets.converting.converter import Converter
from onevice_assets.entertainment.documents.measure_recall import measure_recall

ARCHIVE = Path(__file__).resolve().parents[5] / "shared/data/documents/office_documents.tar.xz"
FAILING = {
    "2206.01062_pg3.pdf": "encrypted",
    "ocr_test.pdf": "no_text_layer",
    "password.pdf": "encrypted",
    "testPDF_twoAuthors.pdf": "no_text",
    "testPPT_masterText.pptx": "no_text",
    "testPPT_protected_passtika.pptx": "encrypted",
    "testWORD_multi_authors.docx": "no_text",
    "testWORD_protected_passtika.docx": "encrypted",
    "testWORD_truncated.docx": "broken",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(path, filter="data")
    return path


@pytest.fixture(scope="module")
def converted(folder: Path) -> Iterator[dict[str, Converted]]:
    files = [one for one in folder.glob("*/*.*") if one.is_file()]
    with Converter() as converter:
        yield {one.name: converter.convert(one, one.name) for one in files}


@pytest.mark.shared
def test_every_file_is_read_or_says_why(converted: dict[str, Converted]) -> None:
    assert len(converted) == 66
    assert {name: one.reason for name, one in converted.items() if one.reason} == FAILING


@pytest.mark.shared
def test_the_text_that_is_expected_is_found(folder: Path, converted: dict[str, Converted]) -> None:
    recalls = {}
    for path in sorted((folder / "docling/groundtruth").glob("*.md")):
        name = path.stem if path.stem in converted else f"{path.stem}.pdf"
        text = "\n".join(page.text for page in converted[name].pages)
        recalls[name] = measure_recall(path.read_text("utf-8"), text)
    assert len(recalls) == 22
    assert median(one.words for one in recalls.values()) >= 0.99
    assert median(one.trigrams for one in recalls.values()) >= 0.95
    assert min(one.words for one in recalls.values()) >= 0.7


@pytest.mark.parametrize(
    ("expected", "found", "words", "trigrams"),
    [
        ("## Day\\_1 **was** long", "day 1 was long", 1.0, 1.0),
        ("a b c d", "a b d c", 1.0, 0.0),
        ("a a b", "a b", 2 / 3, 0.0),
        ("", "anything", 1.0, 1.0),
        ("a", "", 0.0, 1.0),
    ],
)
def test_recall_counts_words_and_their_order(
    expected: str, found: str, words: float, trigrams: float
) -> None:
    told = measure_recall(expected, found)
    assert (told.words, told.trigrams) == (pytest.approx(words), pytest.approx(trigrams))
