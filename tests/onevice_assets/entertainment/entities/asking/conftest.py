"""A batch of pages, a provider that reads them, and the asset on both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from onevice_assets.entertainment.entities import checks
from onevice_assets.entertainment.entities.assets import make_find_entities
from onevice_assets.tables import document_entities as tables
from onevice_assets.tables import documents
from resources.control_plane import organizations, stage_attempts
from resources.control_plane.resource import ControlPlane
from resources.control_plane.stage_attempts import StageAttempt
from resources.identity import derived_id
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from tests.one_provider import only_provider
from tests.provider_server import ProviderServer

BATCH = "acme.20261120T120000Z-0001"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMPTY: dict[str, Any] = {
    "people": [],
    "organizations": [],
    "projects": [],
    "locations": [],
    "concepts": [],
}


def tell(*people: dict[str, Any], **lists: Any) -> str:
    """A model's reply."""
    absent = dict.fromkeys(("role", "quote", "project", "organization"))
    return json.dumps({**EMPTY, **lists, "people": [{**absent, **one} for one in people]})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    with only_provider(monkeypatch) as server:
        yield server


@dataclass
class Desk:
    """The stores of one test, and the assets on them."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    organization_id: str
    llm: LanguageModels = field(
        default_factory=lambda: LanguageModels(first_wait_s=0.01, documents="openai")
    )
    is_passed: bool = True

    def put(self, *texts: str) -> None:
        """A batch of documents of one page each."""
        rows = [self._document(number) for number in range(len(texts))]
        pages = [self._page(row["id"], text) for row, text in zip(rows, texts, strict=True)]
        self.lake.write(documents.documents, BATCH, rows)
        self.lake.write(documents.document_pages, BATCH, pages)

    def run(self, **config: Any) -> dg.ExecuteInProcessResult:
        """Materialise the batch and its check, as the UI does."""
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("entertainment_batches", [BATCH])
        return dg.materialize(
            [make_find_entities("paid"), checks.everything_was_read_as_wished],
            instance=instance,
            partition_key=BATCH,
            resources={
                "lake": self.lake,
                "control": self.control,
                "objects": self.objects,
                "llm": self.llm,
                "progress": Progress(mode="off"),
            },
            run_config={"ops": {"find_entities": {"config": config}}},
            raise_on_error=False,
        )

    def read(self, **config: Any) -> dict[str, Any]:
        """Materialise the batch; what is said of the reading."""
        done = self.run(**config)
        assert done.success
        (check,) = done.get_asset_check_evaluations()
        self.is_passed = check.passed
        for event in done.asset_materializations_for_node("find_entities"):
            if event.asset_key.path[-1] == "document_readings":
                return {name: value.value for name, value in event.metadata.items()}
        raise AssertionError("nothing is said of the reading")

    def people(self) -> dict[str, list[str]]:
        """Roles by name."""
        entities = self.lake.read_rows(tables.document_entities, BATCH)
        roles = self.lake.read_rows(tables.document_roles, BATCH)
        return {
            one["name"]: [row["role"] for row in roles if row["document_entity_id"] == one["id"]]
            for one in entities
            if one["kind"] == "Person"
        }

    def readings(self) -> list[dict[str, Any]]:
        """Rows of `document_readings`."""
        return self.lake.read_rows(tables.document_readings, BATCH)

    def booked(self) -> list[StageAttempt]:
        """The ledger's rows."""
        with self.control.begin() as db:
            return stage_attempts.attempts_of_organization(db, self.organization_id)

    def _document(self, number: int) -> dict[str, Any]:
        known: dict[str, Any] = {
            "id": derived_id(NOON, "documents", number),
            "organization_id": self.organization_id,
            "batch": BATCH,
            "filename": f"{number}.txt",
            "storage_location": f"documents/{number}.txt",
            "processing_status": "processed",
            "type": "Treatment",
            "title": f"{number}",
            "sensitivity_level": 4,
            "encryption_level": "basic",
            "summary": "",
            "uploaded_at": NOON,
            "name_stem": f"{number}",
            "created_at": NOON,
        }
        empty = {"json": "[]", "integer": 0, "number": 1.0, "boolean": False}
        columns = (one for one in documents.documents.columns if not one.nullable)
        return {**{one.name: empty.get(one.type) for one in columns}, **known}

    def _page(self, file_id: str, text: str) -> dict[str, Any]:
        return {
            "id": derived_id(NOON, "document_pages", file_id, 1),
            "organization_id": self.organization_id,
            "batch": BATCH,
            "document_file_id": file_id,
            "page_number": 1,
            "page_text": text,
            "word_count": len(text.split()),
            "created_at": NOON,
        }


@pytest.fixture
def desk(lake: Lake, control: ControlPlane, objects: Objects, server: ProviderServer) -> Desk:
    with control.begin() as db:
        identity = organizations.find_or_add(db, "acme", actor="test")
    return Desk(lake, control, objects, identity)
