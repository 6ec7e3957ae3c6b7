"""One report as rows as they stand, and the lines that cannot be true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from onevice_assets.campaigns.performance.database import fetch, open_database
from onevice_assets.campaigns.performance.reports import fact_query, thing_query
from onevice_assets.campaigns.performance.reports.csv_text import LINE, Sheet, read_sheet
from onevice_assets.campaigns.performance.reports.declared import Declared, Facts, Things
from onevice_assets.campaigns.performance.reports.recognize import recognize

if TYPE_CHECKING:
    import pyarrow as pa

VERSION: Final = "1"
"""Of the rules files are read by: another one has all of them read again."""


@dataclass(frozen=True)
class Source:
    """A file.

    Attributes:
        name: without folders.
        content_hash: SHA-256 of its bytes.
        taken_at: when it came, UTC.
    """

    name: str
    content_hash: str
    taken_at: datetime


@dataclass(frozen=True)
class Report:
    """What a file holds.

    Attributes:
        table: which one it is.
        count: rows it has.
        facts: rows of `report_rows` without owners; none of a history.
        things: rows of `report_things` without owners; none of a report.
        refused: `source_line`, `what`, `what_to_do`.
    """

    table: Declared
    count: int
    facts: pa.Table | None
    things: pa.Table | None
    refused: pa.Table


def read_report(data: bytes, source: Source) -> Report:
    """Read one file.

    Raises:
        InputError: it is no table that is known, or lacks a column; nothing of it is taken.
    """
    sheet = read_sheet(data)
    columns = [name for name in sheet.rows.column_names if name != LINE]
    table = recognize(source.name, columns)
    count = len(sheet.rows) + len(sheet.broken)
    facts = things = None
    refused = _empty()
    if isinstance(table, Facts):
        facts, refused = _read(sheet, fact_query.write(table, columns), source)
    elif isinstance(table, Things):
        things, refused = _read(sheet, thing_query.write(table, columns), source)
    return Report(table, count, facts, things, _with_broken(refused, sheet))


def _read(sheet: Sheet, select: str, source: Source) -> tuple[pa.Table, pa.Table]:
    given = {
        "comma": sheet.separator != ",",
        "file": source.name,
        "hash": source.content_hash,
        "taken": source.taken_at.replace(tzinfo=None),
    }
    with open_database(sheet=sheet.rows) as db:
        db.execute(f"CREATE TEMP TABLE read AS {select}", given)
        good = fetch(db, "SELECT * EXCLUDE (what, what_to_do) FROM read WHERE what IS NULL")
        bad = fetch(
            db, "SELECT source_line, what, what_to_do FROM read WHERE what IS NOT NULL ORDER BY ALL"
        )
    return good, bad


def _with_broken(refused: pa.Table, sheet: Sheet) -> pa.Table:
    import pyarrow as pa

    hint = "Export the file again: the line is cut, or a text in it has an open quotation mark."
    rows = [
        {"source_line": line, "what": what, "what_to_do": hint}
        for line, what in sorted(sheet.broken.items())
    ]
    return pa.concat_tables([refused, pa.Table.from_pylist(rows, _empty().schema)])


def _empty() -> pa.Table:
    import pyarrow as pa

    fields = [("source_line", pa.int64()), ("what", pa.string()), ("what_to_do", pa.string())]
    return pa.schema(fields).empty_table()
