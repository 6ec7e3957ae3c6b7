"""Versions of a file are one document; two documents that look alike stay two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.documents.versioning.join_versions import File, join_versions
from onevice_assets.entertainment.documents.versioning.read_name import read_stem, read_version
from onevice_assets.entertainment.documents.versioning.sign_text import compare, sign_text

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = " ".join(f"word{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(400))
OTHER = " ".join(f"other{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(400))
CHANGED = " ".join(WORDS.split()[:300] + OTHER.split()[:60])
ONE_WORD = WORDS.replace("wordaa ", "changed ")


def file(name: str, text: str = WORDS, *, hours: int = 0, batch: str = "a.1") -> File:
    at = NOON + timedelta(hours=hours)
    return File(
        id=f"{name}-{hours}",
        organization_id="org",
        batch=batch,
        filename=name,
        content_hash=f"{name} {text}",
        name_stem=read_stem(name),
        version=read_version(name),
        signature=tuple(sign_text(text)),
        dated_at=at,
        uploaded_at=at,
        created_at=NOON,
    )


@pytest.mark.parametrize(
    ("name", "stem", "version"),
    [
        ("drakes_gods_plan_treatment_v3.pdf", "drakes gods plan treatment", "v3"),
        ("Treatment FINAL (2).docx", "treatment", None),
        ("Treatment v3.2 - Copy.docx", "treatment", "v3.2"),
        ("Treatment_v3_2.docx", "treatment", "v3.2"),
        ("Night Drive Rev 4.pdf", "night drive", "v4"),
        ("Call Sheet 2025-09-17.pdf", "call sheet 2025 09 17", None),
        ("Call Sheet Day 1.pdf", "call sheet day 1", None),
        ("final.pdf", "final", None),
        ("River.pdf", "river", None),
        ("v2.pdf", "v2", "v2"),
    ],
)
def test_a_name_is_read_apart_from_its_version(name: str, stem: str, version: str | None) -> None:
    assert (read_stem(name), read_version(name)) == (stem, version)


@given(st.text(max_size=60))
def test_any_name_can_be_read(name: str) -> None:
    assert read_stem(name) == read_stem(name)
    read_version(name)


def joined(*files: File) -> list[list[str]]:
    """Names of each document's files, oldest version first."""
    rows = join_versions(files)
    documents = sorted({row["document_id"] for row in rows})
    return sorted(
        [
            row["filename"]
            for row in sorted(rows, key=lambda one: one["version_number"])
            if row["document_id"] == document
        ]
        for document in documents
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([file("a_v1.pdf"), file("a_v2.docx", CHANGED)], [["a_v1.pdf", "a_v2.docx"]]),
        ([file("a_v10.pdf", CHANGED), file("a_v9.pdf")], [["a_v9.pdf", "a_v10.pdf"]]),
        ([file("a FINAL.pdf"), file("a_v9.pdf", CHANGED)], [["a_v9.pdf", "a FINAL.pdf"]]),
        ([file("treatment.pdf"), file("treatment (1).pdf", OTHER)], None),
        ([file("one.pdf"), file("two.pdf", ONE_WORD)], [["one.pdf", "two.pdf"]]),
        ([file("one.pdf"), file("two.pdf", CHANGED)], None),
        ([file("call sheet day 1.pdf"), file("call sheet day 2.pdf", ONE_WORD)], None),
        ([file("a.pdf", ""), file("a.docx", "")], None),
    ],
    ids=["by name", "by number", "final", "same name", "same text", "like text", "days", "no text"],
)
def test_files_are_versions_by_name_and_text(
    files: list[File], expected: list[list[str]] | None
) -> None:
    assert joined(*files) == (expected or sorted([one.filename] for one in files))


def test_the_same_bytes_again_are_the_same_version() -> None:
    first = file("a.pdf")
    again = replace(first, id="again", batch="a.2", created_at=NOON + timedelta(1))
    rows = {row["document_file_id"]: row for row in join_versions([again, first])}
    assert rows["again"]["version_number"] == rows[first.id]["version_number"] == 1
    assert (rows[first.id]["is_latest"], rows["again"]["is_latest"]) == (True, False)
    assert rows["again"]["joined_by"] == "same_content"


def test_an_id_stays_when_versions_come_and_the_last_one_stands() -> None:
    first = file("a_v1.pdf")
    later = [file(f"a_v{at}.pdf", CHANGED + f" more{at}", hours=at) for at in range(2, 5)]
    before = join_versions([first])[0]["document_id"]
    rows = join_versions([*later, first])
    assert {row["document_id"] for row in rows} == {before}
    assert [row["filename"] for row in rows if row["is_latest"]] == ["a_v4.pdf"]


@given(st.permutations(range(6)))
def test_the_order_of_the_files_changes_nothing(order: list[int]) -> None:
    texts = [WORDS, CHANGED, OTHER, ONE_WORD, WORDS + " end", OTHER + " end"]
    names = ["a_v1.pdf", "a_v2.pdf", "b.pdf", "c.pdf", "a FINAL.pdf", "b (2).pdf"]
    pairs = zip(names, texts, strict=True)
    files = [file(name, text, hours=at) for at, (name, text) in enumerate(pairs)]
    expected = sorted(join_versions(files), key=lambda row: row["id"])
    assert sorted(join_versions([files[at] for at in order]), key=lambda row: row["id"]) == expected


def test_a_signature_is_the_same_everywhere_and_tells_how_alike_texts_are() -> None:
    assert sign_text("a night drive through the rain")[:3] == [
        *sign_text("A  night\ndrive through the rain")[:3]
    ]
    assert compare(sign_text(WORDS), sign_text(WORDS)) == 1
    assert compare(sign_text(WORDS), sign_text(OTHER)) < 0.1
    assert compare(sign_text(WORDS), sign_text(ONE_WORD)) > 0.9
    assert sign_text("") == []
