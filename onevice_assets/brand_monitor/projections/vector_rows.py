"""What of a website goes to a store of vectors: pieces of pages, prompts and answers as rows.

No store and no model here; the columns are the same whether rows were built or read back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.publishing.projection import VECTOR, Scope
from onevice_assets.tables import answers, audience
from resources.embedding.cut_text import cut_text
from resources.identity import derived_id, text_hash
from resources.table_schema import Table
from resources.vector_index.vector_index import Entry, Value

if TYPE_CHECKING:
    import pyarrow

Row = Mapping[str, Any]

_TENANT: Final = ("id", "organization_id", "website_id", "day")
_TEXT: Final = ("text", "content_hash")


@dataclass(frozen=True)
class Kind:
    """One kind of texts.

    Attributes:
        name: of the collection, as `brand_monitor_pages`.
        table: lake table the texts come from.
        parts: columns of the lake that make the text, with a blank line between them; a row all
            of whose parts are blank is left out.
        source: metadata column with the id of the row.
        fields: columns of the lake that go along as metadata, by their name there.
    """

    name: str
    table: Table
    parts: tuple[str, ...]
    source: str
    fields: tuple[str, ...]

    @property
    def lake_columns(self) -> tuple[str, ...]:
        """Columns of the lake that are read."""
        return ("id", *self.parts, *self.fields)

    @property
    def columns(self) -> list[str]:
        """Columns of the rows, without the vector."""
        return [*_TENANT, *_TEXT, self.source, "piece_number", *self.fields]

    @property
    def schema(self) -> pyarrow.Schema:
        """Arrow schema of the rows, without the vector."""
        import pyarrow as pa

        special = {"day": pa.date32(), "piece_number": pa.int64()}
        typed = {c.name: self.table.arrow_schema.field(c.name).type for c in self.table.columns}
        return pa.schema(
            [
                pa.field(name, special.get(name) or typed.get(name, pa.string()))
                for name in self.columns
            ]
        )


PAGES: Final = Kind(
    "brand_monitor_pages",
    audience.scraped_pages,
    ("title", "content_text"),
    "page_id",
    ("url", "page_type"),
)
PROMPTS: Final = Kind(
    "brand_monitor_prompts",
    audience.prompts,
    ("prompt_text",),
    "prompt_id",
    ("prompt_type", "locale", "is_active"),
)
ANSWERS: Final = Kind(
    "brand_monitor_answers",
    answers.llm_responses,
    ("response_text",),
    "response_id",
    ("prompt_id", "topic", "llm_provider", "llm_model", "sample_number", "is_demonstration"),
)


def kinds_of(scope: Scope) -> tuple[Kind, ...]:
    """What a scope holds: a day has answers, the standing rows are pages and prompts."""
    return (ANSWERS,) if scope.day else (PAGES, PROMPTS)


def build_rows(kind: Kind, scope: Scope, rows: Iterable[Row]) -> pyarrow.Table:
    """Cut the texts of lake rows to pieces, one row each; ids are the same in every run."""
    import pyarrow as pa

    made = [piece for row in rows for piece in _pieces(kind, scope, row)]
    return pa.Table.from_pylist(sorted(made, key=lambda one: one["id"]), kind.schema)


def to_entries(kind: Kind, table: pyarrow.Table) -> list[Entry]:
    """Entries of rows, with their vectors where the rows have them."""
    import numpy as np

    vectors = table.column(VECTOR).to_pylist() if VECTOR in table.column_names else None
    names = [name for name in kind.columns if name not in {*_TENANT, *_TEXT}]
    found = []
    for place, row in enumerate(table.select(kind.columns).to_pylist()):
        vector = vectors[place] if vectors else None
        found.append(
            Entry(
                id=row["id"],
                text=row["text"],
                content_hash=row["content_hash"],
                metadata={name: row[name] for name in names if row[name] is not None},
                vector=None if vector is None else np.asarray(vector, np.float32),
            )
        )
    return found


def from_entries(
    kind: Kind, scope: Scope, entries: Iterable[Entry], dimensions: int
) -> pyarrow.Table:
    """Rows of entries, as `build_rows` makes them, and their vectors."""
    import numpy as np
    import pyarrow as pa

    entries = sorted(entries, key=lambda one: one.id)
    table = pa.Table.from_pylist([_row(kind, scope, one) for one in entries], kind.schema)
    vectors = [np.asarray(one.vector, np.float32) for one in entries]
    flat = np.concatenate(vectors) if vectors else np.empty(0, np.float32)
    column = pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), dimensions)
    return table.append_column(VECTOR, column)


def _pieces(kind: Kind, scope: Scope, row: Row) -> Iterator[dict[str, Any]]:
    """The pieces of one row; a NUL, which PostgreSQL holds no text with, is dropped."""
    whole = "\n\n".join(row[part] for part in kind.parts if row[part])
    clean = whole.replace("\x00", "").encode("utf-8", "replace").decode()
    moment = datetime.fromtimestamp((uuid.UUID(row["id"]).int >> 80) / 1000, UTC)
    for number, text in enumerate(cut_text(clean), start=1):
        yield {
            **_tenant(scope),
            "id": derived_id(moment, kind.name, row["id"], number),
            "text": text,
            "content_hash": text_hash(text),
            kind.source: row["id"],
            "piece_number": number,
            **{name: row[name] for name in kind.fields},
        }


def _row(kind: Kind, scope: Scope, entry: Entry) -> dict[str, Value | None]:
    missing = dict.fromkeys(kind.columns)
    own = {"id": entry.id, "text": entry.text, "content_hash": entry.content_hash}
    return {**missing, **_tenant(scope), **own, **entry.metadata}


def _tenant(scope: Scope) -> dict[str, Any]:
    return {
        "organization_id": scope.organization_id,
        "website_id": scope.website_id,
        "day": scope.day,
    }
