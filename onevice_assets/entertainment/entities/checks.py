"""Checks of what documents name: what would poison the graph, and what deserves a look."""

from collections import Counter

import dagster as dg

from onevice_assets.partitions import entertainment_batches, entertainment_organizations
from onevice_assets.tables import document_entities as named
from onevice_assets.tables import entertainment_graph as graph_tables
from onevice_assets.tables import resolution
from onevice_assets.tables.documents import documents
from resources.lake import Lake

_MOST_QUARANTINED = 0.1
_MOST_REASONS = 5


def _key(name: str) -> dg.AssetKey:
    return dg.AssetKey(["entertainment", name])


@dg.asset_check(
    asset=_key("document_mentions"), blocking=True, partitions_def=entertainment_batches
)
def every_mention_is_of_an_entity(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every place belongs to an entity of its file, and holds words."""
    from resources.lake_stream import stream_rows

    key = context.partition_key
    entities = lake.read_rows(named.document_entities.only("id"), key)
    known = {row["id"] for row in entities}
    table = named.document_mentions.only("document_entity_id", "words")
    lost = [
        row["document_entity_id"]
        for row in stream_rows(lake, table, key)
        if row["document_entity_id"] not in known or not row["words"]
    ]
    return dg.AssetCheckResult(passed=not lost, metadata={"entities": len(known), "lost": lost[:5]})


@dg.asset_check(asset=_key("document_entities"), partitions_def=entertainment_batches)
def most_documents_name_somebody(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """At least half of the documents that were read name somebody or something."""
    key = context.partition_key
    rows = lake.read_rows(documents.only("id", "processing_status"), key)
    read = {row["id"] for row in rows if row["processing_status"] == "processed"}
    entities = lake.read_rows(named.document_entities.only("document_file_id"), key)
    naming = {row["document_file_id"] for row in entities}
    return dg.AssetCheckResult(
        passed=2 * len(naming) >= len(read),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"documents": len(read), "naming somebody": len(naming)},
    )


@dg.asset_check(asset=_key("document_readings"), partitions_def=entertainment_batches)
def everything_was_read_as_wished(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """No part of a page was read by rules because a budget or the provider refused it."""
    table = named.document_readings.only("reader", "reason")
    rows = lake.read_rows(table, context.partition_key)
    reasons = Counter(row["reason"] for row in rows if row["reason"])
    return dg.AssetCheckResult(
        passed=not reasons,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "parts": len(rows),
            "by rules instead": reasons.total(),
            "reasons": [reason for reason, _ in reasons.most_common(_MOST_REASONS)],
        },
    )


@dg.asset_check(
    asset=_key("resolved_identities"), blocking=True, partitions_def=entertainment_organizations
)
def every_name_is_somebodys(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every name belongs to an entity that there is, and every entity has a name."""
    key = context.partition_key
    entities = {row["id"] for row in lake.read_rows(resolution.resolved_entities.only("id"), key)}
    table = resolution.resolved_identities.only("entity_id")
    named_by = {row["entity_id"] for row in lake.read_rows(table, key)}
    return dg.AssetCheckResult(
        passed=entities == named_by,
        metadata={"entities": len(entities), "without a name": len(entities - named_by)},
    )


@dg.asset_check(asset=_key("quarantine"), partitions_def=entertainment_organizations)
def little_is_set_aside(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """At most a tenth of nodes and relationships lost something for an error."""
    key = context.partition_key
    errors = lake.read_rows(graph_tables.quarantine.only("label", "entity_id"), key)
    nodes = lake.read_rows(graph_tables.checked_nodes.only("id"), key)
    edges = lake.read_rows(graph_tables.checked_edges.only("id"), key)
    rows = len(nodes) + len(edges)
    wrong = len({(row["label"], row["entity_id"]) for row in errors})
    return dg.AssetCheckResult(
        passed=wrong <= _MOST_QUARANTINED * max(rows, 1),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rows": rows, "with an error": wrong},
    )


@dg.asset_check(asset=_key("quality_issues"), partitions_def=entertainment_organizations)
def nothing_needs_a_look(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """No warning about people, projects or documents is open."""
    rows = lake.read_rows(graph_tables.quality_issues.only("severity"), context.partition_key)
    warnings = sum(row["severity"] == "warning" for row in rows)
    return dg.AssetCheckResult(
        passed=not warnings,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"warnings": warnings, "infos": len(rows) - warnings},
    )
