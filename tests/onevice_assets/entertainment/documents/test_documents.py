"""A folder of files becomes rows, twice in a row the same ones; a bad file stops nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.converting import converter
from onevice_assets.entertainment.documents import assets, checks
from onevice_assets.partitions import organization_of
from onevice_assets.tables import documents as tables
from resources import document_inbox
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, InputError
from resources.lake import Lake
from resources.object_store import Objects
from resources.progress import Progress
from tests.onevice_assets.entertainment.documents import made_files as made

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TREATMENT = (
    "Night Drive: a treatment\nDirector's vision by Ava Stone\nWe open on a wet street in Toronto "
    "and the camera follows the artist through the rain.\nThe color palette is deep blue and the "
    "lighting is low. The mood is narrative and raw."
)
FILES = {
    "night/treatment_v1.docx": made.word_of(TREATMENT),
    "night/treatment_v2.pdf": made.pdf_of(TREATMENT.replace("Toronto", "Montreal")),
    "night/deck.pptx": made.slides(made.shape("Night Drive", kind="title"), made.shape("Why us")),
    "night/call_sheet.txt": b"CALL SHEET\nCrew call: 7:00 AM\nNearest hospital\tSt. Mary's",
    "broken.docx": made.word_of(TREATMENT)[:200],
    "empty.pdf": b"",
}


@pytest.fixture
def resources(control: ControlPlane, tmp_path: Path) -> dict[str, Any]:
    with control.begin() as db:
        organizations.find_or_add(db, "acme", actor="test")
    return {
        "control": control,
        "lake": Lake(url=(tmp_path / "lake").as_uri()),
        "objects": Objects(url=(tmp_path / "objects").as_uri()),
        "progress": Progress(mode="off"),
    }


def put(objects: Objects, files: dict[str, bytes], organization: str = "acme") -> None:
    for name, data in files.items():
        objects.put(f"{document_inbox.INBOX}/{organization}/{name}", data)


def claim(objects: Objects, now: datetime) -> str:
    later = datetime.now(UTC) + timedelta(minutes=2)
    files = document_inbox.choose(document_inbox.list_inbox(objects), later)
    key = document_inbox.name_batch(files, now)
    assert document_inbox.claim(objects, files, key, lambda: True) == len(files)
    return key


def materialize(resources: dict[str, Any], *keys: str) -> dict[str, dict[str, Any]]:
    """Read batches and join versions; the results of checks by name."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("entertainment_batches", list(keys))
    instance.add_dynamic_partitions("entertainment_organizations", ["acme"])
    found = {}
    stage = [*dg.load_assets_from_modules([assets])]
    checked = dg.load_asset_checks_from_modules([checks])
    for partition in (*keys, "acme"):
        chosen = "document_versions" if partition == "acme" else "documents"
        both = ["documents", "document_pages"] if chosen == "documents" else [chosen]
        done = dg.materialize(
            [*stage, *checked],
            selection=dg.AssetSelection.assets(*(["entertainment", name] for name in both)),
            partition_key=partition,
            resources=resources,
            instance=instance,
        )
        evaluations = done.get_asset_check_evaluations()
        found.update({one.check_name: one.passed for one in evaluations})
    return found


def rows_of(resources: dict[str, Any], key: str) -> tuple[list[dict[str, Any]], ...]:
    lake = resources["lake"]
    cuts = ((tables.documents, key), (tables.document_pages, key))
    versions = (tables.document_versions, organization_of(key))
    return tuple(lake.read_rows(table, at) for table, at in (*cuts, versions))


def test_a_folder_becomes_documents_with_pages_and_versions_twice_the_same(
    resources: dict[str, Any],
) -> None:
    put(resources["objects"], FILES)
    key = claim(resources["objects"], NOON)
    passed = materialize(resources, key)
    files, pages, versions = first = rows_of(resources, key)
    told = {row["filename"]: row for row in files}
    assert {name: row["type"] for name, row in told.items() if not row["failure_reason"]} == {
        "treatment_v1.docx": "Treatment",
        "treatment_v2.pdf": "Treatment",
        "deck.pptx": "Pitch Deck",
        "call_sheet.txt": "Call Sheet",
    }
    assert {name: row["failure_reason"] for name, row in told.items() if row["failure_reason"]} == {
        "broken.docx": "broken",
        "empty.pdf": "empty_file",
    }
    assert len(pages) == 5
    assert [row["filename"] for row in versions if row["version_number"] == 2] == [
        "treatment_v2.pdf"
    ]
    assert len({row["document_id"] for row in versions}) == 3
    assert passed == {
        "every_file_has_a_row": True,
        "most_files_are_read": False,
        "pages_belong_to_read_files": True,
        "one_version_stands": True,
    }
    materialize(resources, key)
    assert rows_of(resources, key) == first


def test_a_version_that_comes_later_joins_the_document_there_is(resources: dict[str, Any]) -> None:
    first_file, second_file = list(FILES)[:2]
    put(resources["objects"], {first_file: FILES[first_file]})
    first = claim(resources["objects"], NOON)
    materialize(resources, first)
    (before,) = rows_of(resources, first)[2]
    put(resources["objects"], {second_file: FILES[second_file]})
    second = claim(resources["objects"], NOON + timedelta(days=1))
    materialize(resources, first, second)
    after = rows_of(resources, second)[2]
    assert {row["document_id"] for row in after} == {before["document_id"]}
    assert [row["batch"] for row in after if row["is_latest"]] == [second]


def test_a_batch_without_files_fails_and_says_what_to_do(resources: dict[str, Any]) -> None:
    with pytest.raises(dg.Failure, match="onevice documents add"):
        materialize(resources, "acme.20261122T120000Z-0000")


def test_without_the_extra_nothing_is_read_and_it_says_what_to_install(
    resources: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converter, "_PACKAGES", ("no_such_package",))
    put(resources["objects"], {"a.txt": b"a"})
    key = claim(resources["objects"], NOON)
    with pytest.raises(ConfigurationError, match=r"onevice-assets\[entertainment\]"):
        materialize(resources, key)


def test_a_file_is_claimed_once_and_only_when_nobody_writes_to_it(
    resources: dict[str, Any],
) -> None:
    objects = resources["objects"]
    put(objects, {"a.txt": b"a", ".hidden.txt": b"b", "c.pdf.part": b"c"})
    listed = document_inbox.list_inbox(objects)
    assert [one.name for one in listed] == ["a.txt"]
    assert document_inbox.choose(listed, datetime.now(UTC)) == []
    key = claim(objects, NOON)
    assert document_inbox.list_batches(objects) == [key]
    assert document_inbox.claim(objects, listed, key, lambda: True) == 0
    assert [one.name for one in document_inbox.list_batch(objects, key)] == ["a.txt"]


def test_a_batch_is_of_one_organization_and_bounded(resources: dict[str, Any]) -> None:
    def lying(organization: str, at: int) -> document_inbox.StoredFile:
        path = f"{document_inbox.INBOX}/{organization}/{at}.txt"
        return document_inbox.StoredFile(path, organization, f"{at}.txt", 1, NOON)

    files = [lying("acme", 0), lying("other", 1), *(lying("acme", at) for at in range(2, 10_000))]
    chosen = document_inbox.choose(files, NOON + timedelta(minutes=2))
    assert len(chosen) == document_inbox.MOST_FILES
    assert {one.organization for one in chosen} == {"acme"}


@pytest.mark.parametrize("key", ["", "acme", "acme.today", "acme.../../secret"])
def test_a_key_that_is_no_batch_is_refused(resources: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError):
        document_inbox.list_batch(resources["objects"], key)
