"""Assets `documents`, `document_pages` and `document_versions`: from files to text with pages."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN, markdown_table, not_retried, options, result
from onevice_assets.partitions import organization_of
from onevice_assets.tables import documents as tables
from resources import document_inbox
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError
from resources.lake import Lake, Written
from resources.object_store import Objects
from resources.progress import Progress
from resources.table_schema import Table

if TYPE_CHECKING:
    from onevice_assets.entertainment.documents.read_batch import Batch

_DOCUMENTS = """One row per file of a batch: what it is, in which language, and who may see it.

Source: files of the documents' inbox, claimed into a batch. Type, phase, summary, keywords, quality
and protection by rules. A file that cannot be read is a row with its reason and what to do, and
the batch goes on. A re-run gives the same rows."""
_PAGES = """One row per page with text of a file: the text, tables as lines with tabs.

Source: the same files, read in a child process. Pages of a .docx that was never laid out are one
page. A re-run gives the same rows."""


def _spec(table: Table, description: str) -> dg.AssetSpec:
    known = options(table, "documents", kinds={"python"})
    return dg.AssetSpec(**known, code_version="1", description=description)


@dg.multi_asset(
    name="convert_documents",
    specs=[_spec(tables.documents, _DOCUMENTS), _spec(tables.document_pages, _PAGES)],
    backfill_policy=ONE_A_RUN,
)
def convert_documents(
    context: dg.AssetExecutionContext,
    lake: Lake,
    objects: Objects,
    control: ControlPlane,
    progress: Progress,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Read the files of a batch and write both tables."""
    from onevice_assets.entertainment.documents.read_batch import read_batch

    key = context.partition_key
    files = document_inbox.list_batch(objects, key)
    if not files:
        raise dg.Failure(
            f"Batch {key!r} has no file in the object store, and nothing was written: put files "
            f"into {document_inbox.INBOX}/{organization_of(key)}/ or use `onevice documents add`.",
            allow_retries=False,
        )
    with progress.track(f"Reading documents of {key}", len(files)) as task:
        rows = read_batch(objects, _find_batch(control, key), files, task)
    pages = lake.write(tables.document_pages, key, rows.pages)
    files_written = lake.write(tables.documents, key, rows.documents)
    yield _report(context, tables.documents, key, files_written, rows.documents)
    yield result(context, tables.document_pages, {key: pages})


def _find_batch(control: ControlPlane, key: str) -> "Batch":
    from onevice_assets.entertainment.documents.read_batch import Batch
    from resources.control_plane import organizations

    with not_retried(InputError):
        made_at = document_inbox.read_moment(key)
        with control.begin() as db:
            return Batch(key, organizations.find(db, organization_of(key)), made_at)


def _report(
    context: dg.AssetExecutionContext,
    table: Table,
    key: str,
    written: Written,
    rows: Sequence[Mapping[str, Any]],
) -> dg.MaterializeResult[Any]:
    failed = Counter(row["failure_reason"] for row in rows if row["failure_reason"])
    types = Counter(row["type"] for row in rows if not row["failure_reason"])
    extra: dict[str, Any] = {"failed_files": failed.total()}
    if types:
        counted = [{"type": name, "files": count} for name, count in types.most_common()]
        extra["by_type"] = dg.MetadataValue.md(markdown_table(counted))
    if failed:
        counted = [{"reason": name, "files": count} for name, count in failed.most_common()]
        extra["failures"] = dg.MetadataValue.md(markdown_table(counted))
    shown = ("filename", "type", "type_confidence", "language", "page_count", "failure_reason")
    preview = [{name: row.get(name) for name in shown} for row in rows[:10]]
    return result(context, table, {key: written}, preview=preview, extra=extra)


@dg.asset(
    **options(tables.document_versions, "documents", kinds={"python"}),
    deps=[
        dg.AssetDep(
            dg.AssetKey(["entertainment", "documents"]),
            partition_mapping=dg.AllPartitionMapping(),
        )
    ],
    code_version="2",
    backfill_policy=ONE_A_RUN,
)
def document_versions(context: dg.AssetExecutionContext, lake: Lake) -> dg.MaterializeResult[Any]:
    """One row per file that was read: the document it is a version of, and which one stands.

    Source: `documents` of all batches of the organization. Files are joined by the same bytes, the
    same name with a like text, or nearly the same text; a document's id stays when versions come.
    """
    from onevice_assets.entertainment.documents.list_files import COLUMNS, list_files
    from onevice_assets.entertainment.documents.versioning.join_versions import join_versions

    key = context.partition_key
    seen = tables.documents.only(*COLUMNS)
    batches = [one for one in lake.partitions(tables.documents) if organization_of(one) == key]
    rows = join_versions(list_files(lake.read_rows(seen, batches)))
    written = lake.write(tables.document_versions, key, rows)
    several = [row for row in rows if row["version_number"] > 1]
    shown = ("filename", "version", "version_number", "is_latest", "joined_by", "similarity")
    preview = [{name: row[name] for name in shown} for row in several[:10]]
    extra = {"documents": len({row["document_id"] for row in rows}), "batches": len(batches)}
    return result(context, tables.document_versions, {key: written}, preview=preview, extra=extra)
