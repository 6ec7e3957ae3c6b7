"""A file that cannot be read is a result with its reason, and the next file is read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onevice_assets.converting.converted import HINTS, Limits, Reason
from onevice_assets.converting.converter import Converter
from tests.onevice_assets.entertainment.documents import made_files as made

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><w:document xmlns:w="' + made.WORD + '"><w:body>'
    "<w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
)
READS_FILE = LAUGHS.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')
BIG = "word/document.xml"
GOOD = made.word_of("A good line.")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter() as one:
        yield one


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.pdf", b"", Reason.EMPTY),
        ("blank.txt", b" \n\t\n", Reason.EMPTY),
        ("zeros.docx", b"\0" * 4000, Reason.EMPTY),
        ("not.pdf", b"hello, I am no PDF at all", Reason.BROKEN),
        ("cut.pdf", made.pdf_of("A line")[:60], Reason.BROKEN),
        ("cut.docx", GOOD[: len(GOOD) // 2], Reason.BROKEN),
        ("picture.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, Reason.BROKEN),
        ("no_document.docx", made.archive({"word/other.xml": "<a/>"}), Reason.BROKEN),
        ("no_xml.docx", made.archive({BIG: "not xml at all"}), Reason.BROKEN),
        ("no_slides.pptx", made.slides(), Reason.NO_TEXT),
        ("laughs.docx", made.archive({BIG: LAUGHS}), Reason.DANGEROUS_XML),
        ("reads_file.docx", made.archive({BIG: READS_FILE}), Reason.DANGEROUS_XML),
        ("bomb.docx", made.archive({BIG: b"<a>" + b" " * 64_000_000 + b"</a>"}), Reason.BOMB),
        ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        ("old.doc", OLE + "WordDocument".encode("utf-16-le"), Reason.UNSUPPORTED),
        ("archive.zip", made.archive({"a.txt": "hello"}), Reason.UNSUPPORTED),
        ("budget.xlsx", made.archive({"xl/workbook.xml": "<a/>"}), Reason.UNSUPPORTED),
        ("page.txt", b"<html><body>Hello</body></html>", Reason.UNSUPPORTED),
        ("memo.rtf", b"{\\rtf1 hello}", Reason.UNSUPPORTED),
        ("noise.txt", bytes(range(256)) * 20, Reason.NOT_TEXT),
        ("blank_page.pdf", made.pdf([]), Reason.NO_TEXT),
        ("blank.docx", made.word(made.paragraph(" ")), Reason.NO_TEXT),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_file_that_gives_no_text_says_why(
    tmp_path: Path, converter: Converter, name: str, data: bytes, reason: Reason
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    done = converter.convert(path, name)
    assert (done.reason, done.pages) == (reason, ())
    assert done.detail
    assert HINTS[reason]
    path.write_bytes(GOOD)
    assert converter.convert(path, "good.docx").pages[0].text == "A good line."


def test_a_file_that_is_gone_is_a_result_too(tmp_path: Path, converter: Converter) -> None:
    assert converter.convert(tmp_path / "nobody.pdf", "nobody.pdf").reason is Reason.GONE


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"word " * 100)
    with Converter(Limits(file_bytes=499)) as converter:
        assert converter.convert(path, path.name).reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("program", "reason", "silent_seconds"),
    [
        ("import os; input(); os.kill(os.getpid(), 11)", Reason.CRASHED, 60.0),
        ("import time; input(); time.sleep(60)", Reason.TIMED_OUT, 0.5),
        ("raise SystemExit(3)", Reason.CRASHED, 60.0),
    ],
)
def test_a_reader_that_dies_or_hangs_is_a_result(
    tmp_path: Path, program: str, reason: Reason, silent_seconds: float
) -> None:
    limits = Limits(silent_seconds=silent_seconds)
    with Converter(limits, [sys.executable, "-c", program]) as converter:
        assert converter.convert(tmp_path / "a.pdf", "a.pdf").reason is reason
        assert converter.convert(tmp_path / "b.pdf", "b.pdf").reason is reason


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound the address space")
def test_a_reader_out_of_memory_is_a_result(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text("word " * 20_000_000)
    with Converter(Limits(memory_bytes=128 * 1024**2)) as converter:
        assert converter.convert(path, path.name).reason is Reason.OUT_OF_MEMORY


def test_no_child_stays_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(GOOD)
    with Converter() as converter:
        converter.convert(path, path.name)
        child = converter._child
        assert child is not None
        assert child.poll() is None
    assert child.poll() is not None
