"""What documents name follows their batch, the graph follows its organization: once each."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from onevice_assets.tables import document_entities
from tests.sensors.ticking import evaluate

DEFS = build_defs()
BATCH, ORGANIZATION = "acme.20261122T100000Z-0001", "acme"
NAMED = {table.name for table in document_entities.WRITTEN}
WHOLE = {
    "resolved_entities", "resolved_identities", "merge_log", "merge_reviews",
    "checked_nodes", "checked_edges", "quarantine", "quality_issues",
    "graph_nodes", "graph_edges", "talent_graph", "talent_texts",
}  # fmt: skip


class Daemon:
    """The automation sensor, as far as documents are concerned; it has ticked once."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        instance.add_dynamic_partitions("entertainment_batches", [BATCH])
        instance.add_dynamic_partitions("entertainment_organizations", [ORGANIZATION, "other"])
        self._instance, self._cursor = instance, None
        self._selection = dg.AssetSelection.key_prefixes("entertainment")
        self.tick()

    def tick(self) -> dict[str, set[str]]:
        """What is requested: names of assets by partition."""
        done = evaluate(DEFS, self._instance, self._selection, self._cursor)
        self._cursor = done.cursor
        found: dict[str, set[str]] = {}
        for one in done.results:
            for partition in done.get_requested_partitions(one.key):
                found.setdefault(partition or "", set()).add(one.key.path[-1])
        return found

    def make(self, partition: str, *names: str) -> None:
        """Note that assets were made anew."""
        for name in names:
            key = dg.AssetKey(["entertainment", name])
            event = dg.AssetMaterialization(key, partition=partition)
            self._instance.report_runless_asset_event(event)


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Daemon(instance)


def test_what_documents_name_is_read_once_after_them(daemon: Daemon) -> None:
    daemon.make(BATCH, "documents", "document_pages")
    assert daemon.tick() == {BATCH: NAMED}
    daemon.make(BATCH, *NAMED)
    assert daemon.tick() == {}, "the graph waits for the organization to be asked for"


def test_the_whole_graph_follows_the_organization_in_one_run(daemon: Daemon) -> None:
    daemon.make(ORGANIZATION, "document_versions")
    assert daemon.tick() == {ORGANIZATION: WHOLE}
    assert daemon.tick() == {}


def test_what_was_found_most_is_in_the_graph_the_day_after(daemon: Daemon) -> None:
    daemon.make(ORGANIZATION, "document_versions")
    daemon.tick()
    daemon.make(ORGANIZATION, "checked_nodes", "checked_edges", "graph_nodes", "graph_edges")
    daemon.tick()
    daemon.make(ORGANIZATION, "times_found")
    assert {"graph_nodes", "graph_edges"} <= daemon.tick()[ORGANIZATION]
