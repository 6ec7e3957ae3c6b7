"""What stands on a page is read once, in its order, with its page number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.converting.clean_text import clean_text
from onevice_assets.converting.convert import convert
from onevice_assets.converting.converted import Facts, Limits, Page
from onevice_assets.converting.read_pdf import read_pdf_date
from tests.onevice_assets.entertainment.documents import made_files as made

NO_LIMITS = Limits()


def read(
    tmp_path: Path, name: str, data: bytes, limits: Limits = NO_LIMITS
) -> tuple[list[Page], Facts]:
    path = tmp_path / "file"
    path.write_bytes(data)
    facts = Facts("")
    return list(convert(path, name, facts, limits)), facts


def texts(tmp_path: Path, name: str, data: bytes) -> list[str]:
    return [page.text for page in read(tmp_path, name, data)[0]]


CALL_SHEET = "CALL SHEET\nDirector\tAva Stone\t7:00 AM\nGaffer\tLi Wei\t6:30 AM"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", made.word_of(CALL_SHEET)), ("a.pdf", made.pdf_of(CALL_SHEET))],
)
def test_a_row_of_a_table_is_a_line_with_tabs(tmp_path: Path, name: str, data: bytes) -> None:
    assert texts(tmp_path, name, data) == [CALL_SHEET]


def test_pages_of_a_pdf_have_their_numbers(tmp_path: Path) -> None:
    pages, facts = read(tmp_path, "a.pdf", made.pdf([(40, 700, "one")], [], [(40, 700, "three")]))
    assert [(page.number, page.text) for page in pages] == [(1, "one"), (2, ""), (3, "three")]
    assert (facts.title, facts.author, facts.page_count) == ("A Title", "An Author", 3)
    assert facts.created_at == "2025-09-17T12:00:00+02:00"


def test_a_pdf_of_500_pages_is_read_page_by_page(tmp_path: Path) -> None:
    data = made.pdf(*([(40, 700, f"page {at}")] for at in range(500)))
    pages, _ = read(tmp_path, "long.pdf", data)
    assert [page.text for page in pages] == [f"page {at}" for at in range(500)]


def test_pages_over_the_limit_are_left_out_with_a_note(tmp_path: Path) -> None:
    data = made.pdf(*([(40, 700, f"page {at}")] for at in range(5)))
    pages, facts = read(tmp_path, "long.pdf", data, Limits(pages=3))
    assert (len(pages), facts.page_count) == (3, 5)
    assert facts.notes == ["only the first 3 of 5 pages were read"]


@pytest.mark.parametrize(
    ("body", "expected", "known_by"),
    [
        ("<w:lastRenderedPageBreak/>", ["one\n", "two"], "rendered"),
        ('<w:br w:type="page"/>', ["one\n", "two"], "breaks"),
        ("", ["one\ntwo"], "none"),
    ],
)
def test_word_pages_come_from_the_last_layout_else_from_breaks_else_are_unknown(
    tmp_path: Path, body: str, expected: list[str], known_by: str
) -> None:
    turned = f"<w:p><w:r>{body}<w:t>two</w:t></w:r></w:p>"
    pages, facts = read(tmp_path, "a.docx", made.word(made.paragraph("one") + turned))
    assert [page.text for page in pages] == [text.strip() for text in expected]
    assert facts.pages_known_by == known_by
    assert facts.page_count == (None if known_by == "none" else 2)


def test_a_break_that_was_laid_out_is_one_break(tmp_path: Path) -> None:
    after = '<w:br w:type="page"/>'
    rendered = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>"
    data = made.word(made.paragraph("one", after) + rendered)
    assert texts(tmp_path, "a.docx", data) == ["one", "two"]


def test_headers_boxes_notes_and_comments_are_read_once_and_deletions_not(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{made.paragraph('in a box')}</w:txbxContent>"
    twice = (
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/"
        f"2006'><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    noted = '<w:footnoteReference w:id="2"/><w:commentReference w:id="7"/>'
    gone = "<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>"
    space = f'xmlns:w="{made.WORD}"'
    note = f'<w:footnote w:id="2">{made.paragraph("a note")}</w:footnote>'
    comment = f'<w:comment w:id="7" w:author="Ava">{made.paragraph("why?")}</w:comment>'
    data = made.word(
        made.paragraph("a line", noted) + f"<w:p><w:r>{twice}</w:r></w:p>" + gone,
        {
            "word/header1.xml": f"<w:hdr {space}>{made.paragraph('above')}</w:hdr>",
            "word/header2.xml": f"<w:hdr {space}>{made.paragraph('above')}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {space}>{made.paragraph('below')}</w:ftr>",
            "word/footnotes.xml": f"<w:footnotes {space}>{note}</w:footnotes>",
            "word/comments.xml": f"<w:comments {space}>{comment}</w:comments>",
        },
        header1="header1.xml",
        header2="header2.xml",
        footer1="footer1.xml",
        footnotes="footnotes.xml",
        comments="comments.xml",
    )
    (text,) = texts(tmp_path, "a.docx", data)
    lines = [line for line in text.split("\n") if line]
    assert lines == ["above", "a line", "a note", "Ava: why?", "in a box", "below"]


def test_a_slide_is_read_title_first_then_from_the_top_with_its_notes(tmp_path: Path) -> None:
    tree = (
        made.shape("below", at=(0, 900))
        + made.shape("above", at=(0, 100))
        + made.shape("12", kind="sldNum")
        + made.shape("The Title", kind="title", at=(0, 500))
    )
    data = made.slides(tree, made.shape("second"), notes="say this")
    assert texts(tmp_path, "a.pptx", data) == ["The Title\nabove\nbelow\n\nsay this", "second"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("naïve café".encode(), "naïve café"),
        ("naïve café".encode("utf-16"), "naïve café"),
        ("\ufeffhello".encode(), "hello"),
        (("Die Straße führt über größere Brücken nach Süden. " * 8).encode("cp1252"), "Straße"),
    ],
)
def test_text_is_read_in_its_encoding(tmp_path: Path, data: bytes, expected: str) -> None:
    assert expected in texts(tmp_path, "a.txt", data)[0]


def test_front_matter_of_markdown_is_metadata(tmp_path: Path) -> None:
    pages, facts = read(tmp_path, "a.md", b"---\ntitle: Night Drive\nauthor: Ava\n---\n# Hi\n")
    assert (pages[0].text, facts.title, facts.author) == ("# Hi", "Night Drive", "Ava")


def test_a_wrong_ending_is_noted_and_the_content_read(tmp_path: Path) -> None:
    pages, facts = read(tmp_path, "deck.docx", made.pdf_of("a line"))
    assert pages[0].text == "a line"
    assert (facts.format, facts.notes) == ("pdf", ["named .docx but is pdf"])


def test_macros_are_noted_and_not_run(tmp_path: Path) -> None:
    data = made.word(made.paragraph("a line"), {"word/vbaProject.bin": "code"})
    assert read(tmp_path, "a.docm", data)[1].notes == ["has macros, which were not run"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D:2025", "2025-01-01T00:00:00+00:00"),
        ("D:20250917120000Z", "2025-09-17T12:00:00+00:00"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_pdf_date_is_read_as_far_as_it_goes(text: str, expected: str | None) -> None:
    assert read_pdf_date(text) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_what_any_store_takes(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode("utf-8")
    assert "\x00" not in once
