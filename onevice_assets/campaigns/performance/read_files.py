"""All of a client's reports as rows; only files that are new are opened.

The files are the truth: where one is gone, or the rules changed, all are read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.performance.newest import newest_facts, newest_things
from onevice_assets.campaigns.performance.owned import owned
from onevice_assets.campaigns.performance.reports.declared import NotCounted
from onevice_assets.campaigns.performance.reports.read_report import (
    VERSION,
    Report,
    Source,
    read_report,
)
from onevice_assets.tables import campaign_performance as tables
from resources.errors import InputError
from resources.identity import derived_id

if TYPE_CHECKING:
    import pyarrow as pa

    from resources.campaign_files import ContentFile
    from resources.control_plane.campaign_clients import Client
    from resources.object_store import Objects
    from resources.progress import Task

Row = dict[str, Any]


@dataclass
class Kept:
    """What stands of the last run: rows of `report_files`, and the three tables of their rows."""

    files: Sequence[Mapping[str, Any]]
    facts: pa.Table
    things: pa.Table
    refused: pa.Table


@dataclass
class Files:
    """Reads a client's reports.

    Attributes:
        objects: where they lie.
        client: whose they are.
        opened: files that were read in this run.
    """

    objects: Objects
    client: Client
    opened: int = 0
    _facts: list[pa.Table] = field(default_factory=list)
    _things: list[pa.Table] = field(default_factory=list)
    _refused: list[Row] = field(default_factory=list)

    def read(self, found: Sequence[ContentFile], kept: Kept, task: Task) -> Kept:
        """What stands now, with ids and owners, in the tables' own shape.

        Args:
            found: as `list_content` has them.
            kept: of the last run.
            task: counts files.

        Raises:
            StoreError: the object store does not answer; nothing was lost.
        """
        if _is_other(kept.files, found):
            kept = Kept([], kept.facts[:0], kept.things[:0], kept.refused[:0])
        standing = {row["content_hash"]: dict(row) for row in kept.files}
        rows = []
        for file in sorted(found, key=lambda one: (one.uploaded_at, one.content_hash)):
            rows.append(standing.get(file.content_hash) or self._open(file))
            task.advance()
        return self._join(rows, kept)

    def _open(self, file: ContentFile) -> Row:
        self.opened += 1
        source = Source(file.name, file.content_hash, file.uploaded_at)
        row = self._about(file)
        try:
            report = read_report(self.objects.get(file.path), source)
        except InputError as error:
            what, _, hint = str(error).partition(". ")
            row |= {"status": "refused", "rows": 0, "refused_rows": 0}
            return row | {"failure_reason": f"{what}.", "what_to_do": hint or what}
        self._keep(report, source)
        row |= {"network": report.table.network, "report": report.table.name}
        row |= {"rows": report.count, "refused_rows": len(report.refused), "status": "taken"}
        if isinstance(report.table, NotCounted):
            row |= {"status": "not_counted", "failure_reason": report.table.why}
            row |= {"what_to_do": "Nothing: it may be left out."}
        return row

    def _keep(self, report: Report, source: Source) -> None:
        for one, into in ((report.facts, self._facts), (report.things, self._things)):
            if one is not None:
                into.append(one)
        about = {"network": report.table.network, "report": report.table.name}
        about |= {"source_file": source.name, "file_hash": source.content_hash}
        self._refused += [about | row for row in report.refused.to_pylist()]

    def _join(self, rows: list[Row], kept: Kept) -> Kept:
        import pyarrow as pa

        facts, again = newest_facts(_bare(kept.facts), self._facts)
        refused = pa.Table.from_pylist(self._refused, _bare(kept.refused).schema)
        several = [_bare(kept.refused), refused, again.select(refused.column_names)]
        joined = pa.concat_tables([one.cast(refused.schema) for one in several])
        things = newest_things(_bare(kept.things), self._things)
        counts = Counter(joined["file_hash"].to_pylist())
        for row in rows:
            row["refused_rows"] = counts[row["content_hash"]]
        own = self.client
        return Kept(
            rows,
            owned(tables.report_rows, own, facts, "date", ["key"]),
            owned(tables.report_things, own, things, None, ["network", "kind", "external_id"]),
            owned(
                tables.refused_report_rows, own, joined, None, ["file_hash", "source_line", "what"]
            ),
        )

    def _about(self, file: ContentFile) -> Row:
        client = self.client
        return {
            "id": derived_id(client.created_at, "report_files", client.id, file.content_hash),
            "organization_id": client.organization_id,
            "brand_id": client.id,
            "content_hash": file.content_hash,
            "filename": file.name,
            "s3_key": file.path,
            "file_size_bytes": file.size,
            "reader_version": VERSION,
            "created_at": file.uploaded_at,
        }


def _is_other(kept: Sequence[Mapping[str, Any]], found: Sequence[ContentFile]) -> bool:
    """Whether a file is gone, or the rules that files are read by changed."""
    gone = {row["content_hash"] for row in kept} - {one.content_hash for one in found}
    return bool(gone) or any(row["reader_version"] != VERSION for row in kept)


def _bare(rows: pa.Table) -> pa.Table:
    """Without what `owned` adds; moments without their zone, which is UTC."""
    import pyarrow as pa

    kept = [one for one in rows.column_names if one not in ("id", "organization_id", "brand_id")]
    plain = rows.select(kept)
    shape = pa.schema(
        [
            pa.field(one.name, pa.timestamp("us") if pa.types.is_timestamp(one.type) else one.type)
            for one in plain.schema
        ]
    )
    return plain.cast(shape)
