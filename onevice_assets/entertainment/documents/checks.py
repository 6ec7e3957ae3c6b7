"""Checks of documents: what would poison the stages after them, and what deserves a look."""

from collections import Counter

import dagster as dg

from onevice_assets.partitions import entertainment_batches, entertainment_organizations
from onevice_assets.tables import documents as tables
from resources import document_inbox
from resources.lake import Lake
from resources.object_store import Objects

_DOCUMENTS = dg.AssetKey(["entertainment", "documents"])
_PAGES = dg.AssetKey(["entertainment", "document_pages"])
_VERSIONS = dg.AssetKey(["entertainment", "document_versions"])
_MOST_FAILING = 0.2
_LEAST_QUALITY = 0.5


@dg.asset_check(asset=_DOCUMENTS, blocking=True, partitions_def=entertainment_batches)
def every_file_has_a_row(
    context: dg.AssetCheckExecutionContext, lake: Lake, objects: Objects
) -> dg.AssetCheckResult:
    """Every file of the batch is a row, read or with its reason."""
    key = context.partition_key
    rows = lake.read_rows(tables.documents.only("storage_location"), key)
    lost = {one.path for one in document_inbox.list_batch(objects, key)}
    lost -= {row["storage_location"] for row in rows}
    return dg.AssetCheckResult(
        passed=not lost, metadata={"rows": len(rows), "without a row": sorted(lost)[:5]}
    )


@dg.asset_check(asset=_DOCUMENTS, partitions_def=entertainment_batches)
def most_files_are_read(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """At most a fifth of the files failed, and those read have a quality of at least 0.5."""
    names = ("filename", "failure_reason", "extraction_quality", "storage_location")
    rows = lake.read_rows(tables.documents.only(*names), context.partition_key)
    failed = Counter(row["failure_reason"] for row in rows if row["failure_reason"])
    poor = [
        row["filename"]
        for row in rows
        if not row["failure_reason"] and row["extraction_quality"] < _LEAST_QUALITY
    ]
    return dg.AssetCheckResult(
        passed=failed.total() <= _MOST_FAILING * len(rows) and not poor,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"failed": dict(failed), "files": len(rows), "poor": poor[:5]},
    )


@dg.asset_check(asset=_PAGES, blocking=True, partitions_def=entertainment_batches)
def pages_belong_to_read_files(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every file that was read has a page, and every page a file that was."""
    key = context.partition_key
    columns = ("id", "processing_status", "storage_location", "organization_id")
    rows = lake.read_rows(tables.documents.only(*columns), key)
    read = {row["id"] for row in rows if row["processing_status"] == "processed"}
    pages = tables.document_pages.only("document_file_id", "page_number")
    have = {row["document_file_id"] for row in lake.read_rows(pages, key)}
    return dg.AssetCheckResult(
        passed=read == have, metadata={"read files": len(read), "files with pages": len(have)}
    )


@dg.asset_check(asset=_VERSIONS, blocking=True, partitions_def=entertainment_organizations)
def one_version_stands(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """Each document has exactly one version that stands."""
    rows = lake.read_rows(tables.document_versions, context.partition_key)
    standing = Counter(row["document_id"] for row in rows if row["is_latest"])
    known = {row["document_id"] for row in rows}
    return dg.AssetCheckResult(
        passed=set(standing) == known and all(count == 1 for count in standing.values()),
        metadata={"documents": len(known), "files": len(rows)},
    )
