"""Keeps the brand states that a re-score replaces, so that both versions stay comparable.

Whole versions are kept, not differences: any two can be compared without the ones between, and a
row says by itself what it was. At most `KEPT` versions of a partition stay, the newest ones; rows
of answers that are gone go too (ADR 0006). A version is (extractor version, alias version).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.tables import answers
from resources.errors import SchemaError
from resources.identity import derived_id
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

Label = tuple[str, str]

KEPT = 10
_LABEL = ("extractor_version", "alias_version")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a partition.

    Attributes:
        versions: how many earlier versions.
        lost: why the version that is replaced now could not be kept, if so.
    """

    versions: int
    lost: str | None = None


def keep_version(lake: Lake, partition: str, label: Label, response_ids: Sequence[str]) -> Kept:
    """Keep a partition's states before they are replaced by those of another version.

    The same version again keeps nothing, so that a re-run changes nothing.

    Args:
        lake: where states and versions are.
        partition: day and website.
        label: the version that is about to be written.
        response_ids: answers that exist; rows of others are dropped.
    """
    try:
        before = _read(lake, answers.llm_brand_state_versions, partition)
        standing = _read(lake, answers.llm_brand_states, partition)
        rows = _of_answers(before, response_ids)
        if label_of(standing) not in (None, label):
            rows = _add(rows, _of_answers(standing, response_ids))
        if len(rows) or len(before):
            frame = rows.to_pandas()
            lake.write(answers.llm_brand_state_versions, partition, frame)
    except SchemaError as error:  # rows of an older table must not stop new ones
        return Kept(0, str(error))
    return Kept(len(set(rows["version_number"].to_pylist())))


def label_of(rows: pa.Table) -> Label | None:
    """The version that states of one partition are of; none where there are no rows."""
    first = rows.slice(0, 1).select(_LABEL).to_pylist()
    return (first[0][_LABEL[0]], first[0][_LABEL[1]]) if first else None


def _read(lake: Lake, table: Table, partition: str) -> pa.Table:
    there = lake.exists(table, partition)
    return lake.read_arrow(table, partition if there else ())


def _of_answers(rows: pa.Table, response_ids: Sequence[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.array(response_ids, pa.string())
    return rows.filter(pc.is_in(rows["llm_response_id"], value_set=known))


def _add(before: pa.Table, replaced: pa.Table) -> pa.Table:
    """Earlier versions with one more, which takes the place of an earlier one of its label."""
    import pyarrow as pa
    import pyarrow.compute as pc

    label = label_of(replaced)
    if label is None:
        return before
    same = pc.and_(*(pc.equal(before[n], v) for n, v in zip(_LABEL, label, strict=True)))
    numbers = before["version_number"].to_pylist()
    replaced = _number(replaced, label, max(numbers, default=0) + 1)
    rows = pa.concat_tables([before.filter(pc.invert(same)), replaced])
    newest = sorted(set(rows["version_number"].to_pylist()))[-KEPT:]
    return rows.filter(pc.is_in(rows["version_number"], value_set=pa.array(newest)))


def _number(rows: pa.Table, label: Label, number: int) -> pa.Table:
    """States as rows of the table of versions: with ids of their own."""
    import pyarrow as pa

    table = answers.llm_brand_state_versions
    keys = zip(*(rows[n].to_pylist() for n in ("day", "llm_response_id", "brand_id")), strict=True)
    ids = [derived_id(day, table.name, *key, *label) for day, *key in keys]
    rows = rows.set_column(0, "id", pa.array(ids, pa.string()))
    rows = rows.append_column("version_number", pa.array([number] * len(ids), pa.int64()))
    return rows.cast(table.arrow_schema)
