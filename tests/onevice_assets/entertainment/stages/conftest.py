"""A platform of one organization whose documents go through the three stages, run by run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.entertainment.documents import assets as documents
from onevice_assets.entertainment.documents import checks as documents_checks
from onevice_assets.entertainment.entities import assets as entities
from onevice_assets.entertainment.entities import checks as entities_checks
from onevice_assets.entertainment.graph import assets as talent_graph
from onevice_assets.entertainment.graph import checks as talent_graph_checks
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.entertainment.graph.read_graph import read_graph
from onevice_assets.partitions import entertainment_batches, entertainment_organizations
from onevice_assets.tables import ALL as TABLES
from resources import document_inbox
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.document_inbox import StoredFile
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore
from tests.searches import make_store

MODULES = [documents, entities, talent_graph]
CHECKS = [documents_checks, entities_checks, talent_graph_checks]


@dataclass
class Company:
    """An organization with its documents.

    Attributes:
        slug: of it.
        id: of the same.
        resources: those of a run.
        checks: results of the last run's checks, by name.
        told: metadata of the last run's assets, by name.
    """

    slug: str
    id: str
    resources: dict[str, Any]
    instance: dg.DagsterInstance
    checks: dict[str, bool] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    batches: int = 0

    def put(self, *files: Path) -> str:
        """Copy files into a batch of their own; its key."""
        made_at = datetime(2026, 11, 20 + self.batches, 12, tzinfo=UTC)
        self.batches += 1
        stored = [StoredFile(str(one), self.slug, one.name, 0, made_at) for one in files]
        key = document_inbox.name_batch(stored, made_at)
        for one in files:
            document_inbox.put_file(self.resources["objects"], key, one.name, one)
        self.instance.add_dynamic_partitions("entertainment_batches", [key])
        return key

    def run(self, *batches: str) -> None:
        """Materialize everything of the batches, then everything of the organization."""
        for key in batches:
            self._materialize(key, entertainment_batches)
        self._materialize(self.slug, entertainment_organizations)

    def tables(self) -> dict[tuple[str, str], bytes]:
        """The bytes of every table of the lake, by its name and partition."""
        lake: Lake = self.resources["lake"]
        return {
            (name, partition): lake.read_bytes(table, partition)
            for name, table in TABLES.items()
            if table.system == "entertainment"
            for partition in lake.partitions(table)
        }

    def graph(self) -> GraphRows:
        """What the graph holds of it."""
        with self.resources["graph"].session() as session:
            return read_graph(session, self.id)

    def _materialize(self, partition: str, cut: dg.PartitionsDefinition[Any]) -> None:
        stages = dg.load_assets_from_modules(MODULES)
        keys = [
            spec.key
            for one in stages
            if isinstance(one, dg.AssetsDefinition)
            for spec in one.specs
            if spec.partitions_def == cut
        ]
        done = dg.materialize(
            [*stages, *dg.load_asset_checks_from_modules(CHECKS)],
            selection=dg.AssetSelection.assets(*keys),
            partition_key=partition,
            resources=self.resources,
            instance=self.instance,
        )
        self.checks |= {one.check_name: one.passed for one in done.get_asset_check_evaluations()}
        for event in done.get_asset_materialization_events():
            made = event.step_materialization_data.materialization
            self.told[made.asset_key.path[-1]] = {k: v.value for k, v in made.metadata.items()}


Found = Callable[[str], Company]


@pytest.fixture
def found(
    control: ControlPlane,
    lake: Lake,
    objects: Objects,
    graph: GraphStore,
    store: RedisStore,
) -> Found:
    """Makes organizations that share every store."""
    resources = {
        "control": control,
        "lake": lake,
        "objects": objects,
        "graph": graph,
        "redis": store,
        "search": make_store("embedded", control.url),
        "vectors": VectorStore(database_url=control.url),
        "embeddings": Embeddings(),
        "llm": LanguageModels(),
        "progress": Progress(mode="off"),
    }

    def make(slug: str) -> Company:
        with control.begin() as db:
            identity = organizations.find_or_add(db, slug, actor="test")
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("entertainment_organizations", [slug])
        return Company(slug, identity, resources, instance)

    return make


@pytest.fixture
def company(found: Found) -> Company:
    """One organization."""
    return found("acme")
