"""What an organization's documents name today: of every document, the version that stands.

Reads the lake; decides nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from onevice_assets.tables import document_entities as named
from onevice_assets.tables.documents import document_pages, document_versions, documents
from resources.lake import Lake
from resources.lake_stream import stream_rows
from resources.table_schema import Table

Row = Mapping[str, Any]

_SKIPPED = ("signature", "notes", "name_stem")
_LAST = named.ALL[-1]  # of the tables of a batch, the one that is written last
MOST_TEXT = 200_000
"""Characters of a document that its node holds; the pages in the lake hold all."""


@dataclass(frozen=True)
class Gathered:
    """What stands of one organization.

    Attributes:
        organization_id: whose it is.
        documents: rows of `documents` with `document_id`, `first_at` (when the document's
            first version came), in the order they came.
        entities: rows of `document_entities` of those files.
        roles: of `document_roles`.
        relationships: of `document_relationships`.
        amounts: of `document_amounts`.
        facts: of `document_facts`.
        texts: what stands in each file, as far as a node holds it.
    """

    organization_id: str
    documents: Sequence[Row]
    entities: Sequence[Row] = ()
    roles: Sequence[Row] = ()
    relationships: Sequence[Row] = ()
    amounts: Sequence[Row] = ()
    facts: Sequence[Row] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_file(self) -> Mapping[str, Row]:
        """Documents by the id of their file."""
        return {one["id"]: one for one in self.documents}

    @cached_property
    def by_entity(self) -> Mapping[str, Row]:
        """Rows of `document_entities` by id."""
        return {one["id"]: one for one in self.entities}

    def since(self) -> datetime:
        """Logical time of the first document: that of rows about the organization as a whole."""
        times: list[datetime] = [one["created_at"] for one in self.documents]
        return min(times)

    def as_of(self) -> date:
        """Day of the last document."""
        days: list[date] = [one["created_at"].date() for one in self.documents]
        return max(days)


def gather(lake: Lake, organization: str, organization_id: str) -> Gathered:
    """Read what stands of an organization.

    Args:
        lake: has `document_versions` of it.
        organization: slug.
        organization_id: id of the same.

    Raises:
        MissingDataError: its versions were never told.
        StoreError: the lake does not answer.
    """
    versions = _choose_standing(
        lake.read_rows(document_versions, organization), set(lake.partitions(_LAST))
    )
    batches = sorted({row["batch"] for row in versions.values()})
    listed = _list_documents(lake, versions, batches)
    files = versions.keys()
    return Gathered(
        organization_id,
        listed,
        _read(lake, named.document_entities, batches, files),
        _read(lake, named.document_roles, batches, files),
        _read(lake, named.document_relationships, batches, files),
        _read(lake, named.document_amounts, batches, files),
        _read(lake, named.document_facts, batches, files),
        _read_texts(lake, batches, files),
    )


def _choose_standing(versions: Iterable[Row], read: set[str]) -> dict[str, Row]:
    """Of every document its newest version whose batch was read, by file, with `first_at`.

    A batch that cannot be read stops no other; until it is, the version before it stands.
    """
    first: dict[str, datetime] = {}
    newest: dict[str, Row] = {}
    for row in sorted(versions, key=lambda one: one["version_number"]):
        document = row["document_id"]
        first[document] = min(first.get(document, row["created_at"]), row["created_at"])
        if row["batch"] in read:
            newest[document] = row
    return {
        row["document_file_id"]: {"first_at": first[document], **row}
        for document, row in newest.items()
    }


def _list_documents(lake: Lake, standing: Mapping[str, Row], batches: Iterable[str]) -> list[Row]:
    columns = [name for name in documents.column_names if name not in _SKIPPED]
    found = []
    for row in _read(lake, documents.only(*columns), batches, standing.keys(), "id"):
        version = standing[row["id"]]
        own = {name: version[name] for name in ("document_id", "first_at")}
        found.append({**row, **own})
    return sorted(found, key=lambda row: (row["created_at"], row["id"]))


def _read(
    lake: Lake,
    table: Table,
    batches: Iterable[str],
    files: Iterable[str],
    by: str = "document_file_id",
) -> list[Row]:
    wanted = set(files)
    return [
        row for batch in batches for row in stream_rows(lake, table, batch) if row[by] in wanted
    ]


def _read_texts(lake: Lake, batches: Iterable[str], files: Container[str]) -> dict[str, str]:
    """The text of each file, as much of it as a node holds."""
    table = document_pages.only("document_file_id", "page_number", "page_text")
    found: dict[str, str] = {}
    for batch in batches:
        for row in stream_rows(lake, table, batch):
            held = found.get(row["document_file_id"], "")
            if row["document_file_id"] in files and len(held) < MOST_TEXT:
                text = f"{held}\n\n{row['page_text']}" if held else row["page_text"]
                found[row["document_file_id"]] = text[:MOST_TEXT]
    return found
