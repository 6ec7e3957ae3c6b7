"""What several documents come to: one that stands of all versions, levels, merges taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.build import Built, build
from onevice_assets.entertainment.entities.read_batch import read_batch
from onevice_assets.entertainment.entities.resolving.decide import undo_merge
from onevice_assets.entertainment.graph.build import build as derive
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    join_protections,
)
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.tables import documents as tables
from onevice_assets.tables.resolution import merge_log
from resources.errors import InputError
from resources.identity import derived_id
from resources.lake import Lake
from resources.progress import Progress

ORGANIZATION = "0198c000-0000-7000-8000-000000000001"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TREATMENT = (
    "Night Drive: a treatment\nProject: Night Drive\nDirector: Ava Stone\nClient: Acme Motors"
)
SHEET = "CALL SHEET\nProject: Night Drive\nDirector: Ava Stone\nProducer: Tom Reed"


def batch_at(number: int) -> tuple[str, datetime]:
    moment = NOON + timedelta(days=number)
    return f"acme.{moment:%Y%m%dT%H%M%SZ}-000{number}", moment


def put(lake: Lake, number: int, texts: Mapping[str, tuple[str, int]]) -> None:
    """A batch as the stage of documents leaves it: name → text and level."""
    key, moment = batch_at(number)
    rows = [document(key, moment, name, *told) for name, told in texts.items()]
    pages = [
        {
            "id": derived_id(moment, "document_pages", row["id"], 1),
            "organization_id": ORGANIZATION,
            "batch": key,
            "document_file_id": row["id"],
            "page_number": 1,
            "page_text": texts[row["filename"]][0],
            "word_count": 1,
            "created_at": moment,
        }
        for row in rows
    ]
    lake.write(tables.documents, key, rows)
    lake.write(tables.document_pages, key, pages)


def document(key: str, moment: datetime, name: str, text: str, level: int) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": derived_id(moment, "documents", name),
        "organization_id": ORGANIZATION,
        "batch": key,
        "filename": name,
        "storage_location": f"{key}/{name}",
        "file_size_bytes": len(text),
        "processing_status": "processed",
        "type": "Treatment",
        "title": text.split("\n", maxsplit=1)[0],
        "sensitivity_level": level,
        "encryption_level": "basic",
        "summary": "",
        "uploaded_at": moment,
        "name_stem": name,
        "created_at": moment,
    }
    empty = {"json": "[]", "integer": 0, "number": 1.0, "boolean": False}
    missing = {c.name: empty[c.type] for c in tables.documents.columns
               if c.name not in known and not c.nullable}  # fmt: skip
    return {**missing, **known}


def join(lake: Lake, *files: tuple[int, str, str, int]) -> None:
    """Versions as the stage of documents tells them: batch, file, document, number."""
    newest = {document: max(n for _, _, d, n in files if d == document)
              for _, _, document, _ in files}  # fmt: skip
    rows = []
    for number, name, of, version in files:
        key, moment = batch_at(number)
        file = derived_id(moment, "documents", name)
        rows.append(
            {
                "id": derived_id(moment, "document_versions", file),
                "organization_id": ORGANIZATION,
                "document_file_id": file,
                "batch": key,
                "document_id": derived_id(NOON, "document", of),
                "version_number": version,
                "is_latest": version == newest[of],
                "joined_by": "first" if version == 1 else "same_name",
                "filename": name,
                "created_at": moment,
            }
        )
    lake.write(tables.document_versions, "acme", rows)


def read(lake: Lake, *numbers: int) -> None:
    for number in numbers:
        with Progress(mode="off").track("reading") as task:
            read_batch(lake, batch_at(number)[0], task)


def run(lake: Lake) -> tuple[Built, GraphRows]:
    built = build(lake, "acme", ORGANIZATION)
    return built, derive(lake, "acme", ORGANIZATION)[0]


def names(rows: GraphRows, label: str) -> list[str]:
    return sorted(one["name"] for one in rows.nodes[label])


def test_of_a_document_the_newest_version_speaks_and_keeps_its_id(lake: Lake) -> None:
    put(lake, 0, {"drive_v1.txt": (TREATMENT, 4)})
    join(lake, (0, "drive_v1.txt", "drive", 1))
    read(lake, 0)
    _, first = run(lake)
    put(lake, 1, {"drive_v2.txt": (TREATMENT.replace("Ava Stone", "Ida Blum"), 4)})
    join(lake, (0, "drive_v1.txt", "drive", 1), (1, "drive_v2.txt", "drive", 2))
    read(lake, 1)
    _, second = run(lake)
    assert (names(first, "Person"), names(second, "Person")) == (["Ava Stone"], ["Ida Blum"])
    for label in ("Document", "Project"):
        assert {one["id"] for one in first.nodes[label]} == {
            one["id"] for one in second.nodes[label]
        }


def test_until_a_batch_is_read_the_version_before_it_stands(lake: Lake) -> None:
    put(lake, 0, {"drive_v1.txt": (TREATMENT, 4)})
    put(lake, 1, {"drive_v2.txt": (TREATMENT.replace("Ava Stone", "Ida Blum"), 4)})
    join(lake, (0, "drive_v1.txt", "drive", 1), (1, "drive_v2.txt", "drive", 2))
    read(lake, 0)
    assert names(run(lake)[1], "Person") == ["Ava Stone"]


def test_a_document_that_is_gone_takes_with_it_what_it_alone_said(lake: Lake) -> None:
    put(lake, 0, {"drive.txt": (TREATMENT, 4), "sheet.txt": (SHEET, 3)})
    join(lake, (0, "drive.txt", "drive", 1), (0, "sheet.txt", "sheet", 1))
    read(lake, 0)
    assert names(run(lake)[1], "Person") == ["Ava Stone", "Tom Reed"]
    join(lake, (0, "drive.txt", "drive", 1))
    assert names(run(lake)[1], "Person") == ["Ava Stone"]


def test_the_least_sensitive_document_decides_who_may_see_a_node(lake: Lake) -> None:
    put(lake, 0, {"drive.txt": (TREATMENT, 4), "sheet.txt": (SHEET, 1)})
    join(lake, (0, "drive.txt", "drive", 1), (0, "sheet.txt", "sheet", 1))
    read(lake, 0)
    rows = run(lake)[1]
    levels = {one["name"]: one["visibilityLevel"] for one in rows.nodes["Person"]}
    assert levels == {"Ava Stone": 4, "Tom Reed": 1}
    assert [one["sensitivityLevel"] for one in rows.nodes["Project"]] == [4]


def test_a_merge_that_was_taken_back_stays_so(lake: Lake) -> None:
    put(lake, 0, {"drive.txt": (TREATMENT, 4), "sheet.txt": (SHEET, 3)})
    join(lake, (0, "drive.txt", "drive", 1), (0, "sheet.txt", "sheet", 1))
    read(lake, 0)
    first = run(lake)[1]
    (merge,) = [row for row in lake.read_rows(merge_log, "acme") if row["kind"] == "Person"]
    assert {row["name"] for row in (json.loads(merge["kept"]), json.loads(merge["absorbed"]))} == {
        "Ava Stone"
    }
    undo_merge(lake, "acme", merge["id"], by="test", at=NOON)
    second = run(lake)[1]
    assert names(second, "Person") == ["Ava Stone", "Ava Stone", "Tom Reed"]
    assert {one["id"] for one in first.nodes["Person"]} <= {
        one["id"] for one in second.nodes["Person"]
    }
    built, third = run(lake)
    assert third == second
    assert not any(one.changed for one in built.written.values())


def test_a_merge_that_never_was_cannot_be_taken_back(lake: Lake) -> None:
    with pytest.raises(InputError, match="nothing was decided"):
        undo_merge(lake, "acme", "no such merge", by="test", at=NOON)


def test_an_organization_without_documents_has_an_empty_graph(lake: Lake) -> None:
    lake.write(tables.document_versions, "acme", [])
    built, rows = run(lake)
    assert sum(rows.count().values()) == 0
    assert {one.row_count for one in built.written.values()} == {0}


PROTECTIONS = st.builds(
    Protection, st.integers(1, 6), st.lists(st.sampled_from("abc"), unique=True).map(tuple)
)


@settings(deadline=None)
@given(st.lists(PROTECTIONS, min_size=1))
def test_nobody_sees_a_node_who_may_see_no_document_that_names_it(found: list[Protection]) -> None:
    joined = join_protections(found)
    for clearance in range(1, 7):
        for group in (None, "a", "b", "c"):
            seen = [_sees(one, clearance, group) for one in found]
            assert any(seen) or not _sees(joined, clearance, group)


def _sees(one: Protection, clearance: int, group: str | None) -> bool:
    return one.level >= clearance and (not one.groups or group in one.groups)
