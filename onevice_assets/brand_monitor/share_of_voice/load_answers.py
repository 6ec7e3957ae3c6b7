"""Puts what the marts are made of into a database: answers, states and what they are about.

A batch of partitions at a time, so that memory is bounded by a batch and not by the range. How the
rows are counted lives in `dbt/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience, citations
from resources.errors import MissingDataError, SchemaError
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow

    from resources.dbt_runner import Dbt

_REQUIRED = (answers.llm_responses, answers.llm_brand_states)
_OPTIONAL = (citations.answer_citations,)  # days read before sources were kept have none
_BY_WEBSITE = (audience.prompt_classifications, audience.icps)
_ALL = (*_BY_WEBSITE, *_REQUIRED, *_OPTIONAL)
_MOST_ROWS = 1_500_000

Rows = dict[Table, list["pyarrow.Table"]]


@dataclass(frozen=True)
class Batch:
    """Some partitions whose rows are in a database.

    Attributes:
        db: its sources hold the rows; closed when the next batch is asked for.
        partitions: the partitions, in order.
        owners: `(day, website_id)` to partition; without partitions that hold no answer.
    """

    db: duckdb.DuckDBPyConnection
    partitions: list[str] = field(default_factory=list)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)


def load_batches(
    lake: Lake, dbt: Dbt, partitions: Sequence[str], most_rows: int = _MOST_ROWS
) -> Iterator[Batch]:
    """Load day × website partitions, batch after batch.

    Args:
        lake: where the rows are.
        dbt: opens the databases.
        partitions: their keys.
        most_rows: brand states after which a batch is full; a partition is never cut.

    Raises:
        MissingDataError: naming every partition that was never written; nothing was loaded then.
        SchemaError: when a partition holds rows of another day or of two websites.
    """
    import pyarrow

    _require(lake, partitions)
    waiting = list(partitions)
    claimed: dict[tuple[str, str], str] = {}
    while waiting:
        with dbt.open() as db:
            batch = Batch(db)
            rows: Rows = {table: [] for table in _ALL}
            while waiting and sum(map(len, rows[answers.llm_brand_states])) < most_rows:
                _read(lake, batch, rows, claimed, waiting.pop(0))
            for table, parts in rows.items():
                if parts:
                    _show(db, table, pyarrow.concat_tables(parts))
            yield batch


def _read(
    lake: Lake, batch: Batch, rows: Rows, claimed: dict[tuple[str, str], str], partition: str
) -> None:
    """Read the columns that dbt reads of one partition, and of its website when it is new."""
    _, website = split_key(partition)
    if not any(split_key(one)[1] == website for one in batch.partitions):
        for table in _BY_WEBSITE:
            if lake.exists(table, website):
                rows[table].append(lake.read_arrow(_wanted(batch.db, table), website))
    for table in _REQUIRED:
        said = ["response_text"] if table is answers.llm_responses else []
        found = lake.read_arrow(_wanted(batch.db, table, *said), partition)
        for owner in _owners(table.name, partition, found):
            _claim(claimed, owner, partition)
            batch.owners[owner] = partition
        if said:  # an empty answer is a missing one
            found = found.filter(_is_said(found["response_text"])).drop_columns(said)
        rows[table].append(found)
    for table in _OPTIONAL:
        if lake.exists(table, partition):
            rows[table].append(lake.read_arrow(_wanted(batch.db, table), partition))
    batch.partitions.append(partition)


def _wanted(db: duckdb.DuckDBPyConnection, table: Table, *more: str) -> Table:
    """A table seen by the columns that dbt reads of it, and some more."""
    found = db.execute(f"describe {table.system}.{table.name}").fetchall()
    return table.only(*(row[0] for row in found), *more)


def _show(db: duckdb.DuckDBPyConnection, table: Table, rows: pyarrow.Table) -> None:
    """Let a source be a view of the rows: copying them costs more than all that reads them."""
    db.register(f"{table.name}_rows", rows)
    db.execute(f"drop table {table.system}.{table.name}")
    db.execute(f"create view {table.system}.{table.name} as from {table.name}_rows")


def _is_said(texts: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    import pyarrow.compute as pc

    return pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0)


def _require(lake: Lake, partitions: Sequence[str]) -> None:
    missing = [
        f"{table.name} {partition}"
        for partition in partitions
        for table in _REQUIRED
        if not lake.exists(table, partition)
    ]
    if missing:
        raise MissingDataError(
            f"Nothing was counted: {len(missing)} partitions were never written, first "
            f"{', '.join(missing[:5])}. Materialise them first, or leave their days out."
        )


def _owners(table: str, partition: str, rows: pyarrow.Table) -> set[tuple[str, str]]:
    """The (day, website_id) of the rows: one, or none where there are no rows."""
    keys = rows.select(["day", "website_id"]).group_by(["day", "website_id"]).aggregate([])
    owners = {(row["day"].isoformat(), row["website_id"]) for row in keys.to_pylist()}
    day, _ = split_key(partition)
    if len(owners) > 1 or any(owner[0] != day for owner in owners):
        raise SchemaError(
            f"{table} {partition!r} holds rows of {sorted(owners)}: a partition is one day of one "
            f"website. Materialise {table} for it again."
        )
    return owners


def _claim(owners: dict[tuple[str, str], str], owner: tuple[str, str], partition: str) -> None:
    if owners.setdefault(owner, partition) != partition:
        raise SchemaError(
            f"Partitions {owners[owner]!r} and {partition!r} both hold rows of {owner}: one of the "
            "two website keys is wrong. Materialise llm_responses for them again."
        )
