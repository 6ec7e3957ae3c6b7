"""Rows of many files: of each cell of a day, and each thing, the last that was fetched stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from onevice_assets.campaigns.performance.database import fetch, open_database

if TYPE_CHECKING:
    import pyarrow as pa

_OWN: Final = (
    "CASE level WHEN 'ad' THEN ad_id WHEN 'ad_group' THEN ad_group_id ELSE campaign_id END"
)
_CUTS: Final = "hour, placement, age, gender, country, region, cell, breakdown, action"
CELL: Final = f"network, report, level, {_OWN}, date, {_CUTS}"
"""What makes a row of a report itself."""
_FIGURES: Final = "impressions, clicks, engagements, conversions, spend, spend_usd, revenue"
_HINT: Final = "The last line counts. Where both should, add the column that tells them apart."
_JUDGE: Final = f"""
CREATE TEMP TABLE judged AS SELECT *,
    row_number() OVER place AS place,
    first_value(source_line) OVER place AS last_line,
    first_value(file_hash) OVER place = file_hash
        AND first_value(reported_at) OVER place = reported_at
        AND first_value(row({_FIGURES})) OVER place IS DISTINCT FROM row({_FIGURES}) AS differs
FROM rows
WINDOW place AS (PARTITION BY {CELL} ORDER BY reported_at DESC, arrival DESC, source_line DESC)
"""
_REFUSED: Final = f"""
SELECT network, report, source_file, source_line, file_hash,
    concat('the same day again in line ', last_line, ', with other figures') AS what,
    '{_HINT}' AS what_to_do
FROM judged WHERE place > 1 AND differs ORDER BY file_hash, source_line
"""


def newest_facts(kept: pa.Table, fresh: Sequence[pa.Table]) -> tuple[pa.Table, pa.Table]:
    """Rows that stand, and lines that another one of the same file and moment contradicts.

    Args:
        kept: what stood before, with the columns of `read_report` among its own.
        fresh: rows of new files, in the order they came.
    """
    with open_database(rows=_arrived(kept, fresh)) as db:
        db.execute(_JUDGE)
        standing = fetch(
            db,
            "SELECT * EXCLUDE (place, last_line, differs, arrival), "
            f"to_json([network, report, level, {_OWN}, {_texts()}])::VARCHAR AS key "
            "FROM judged WHERE place = 1",
        )
        return standing, fetch(db, _REFUSED)


def newest_things(kept: pa.Table, fresh: Sequence[pa.Table]) -> pa.Table:
    """The latest version of each account, campaign or ad; arguments as of `newest_facts`."""
    with open_database(rows=_arrived(kept, fresh)) as db:
        return fetch(
            db,
            "SELECT * EXCLUDE arrival FROM rows QUALIFY row_number() OVER (PARTITION BY network, "
            "kind, external_id ORDER BY coalesce(updated_at, reported_at) DESC, reported_at DESC, "
            "arrival DESC, source_line DESC) = 1",
        )


def _texts() -> str:
    return ", ".join(f"{one}::VARCHAR" for one in ["date", *_CUTS.split(", ")])


def _arrived(kept: pa.Table, fresh: Sequence[pa.Table]) -> pa.Table:
    import pyarrow as pa

    shape = pa.schema([*kept.schema, pa.field("arrival", pa.int64())])
    parts = [
        one.append_column("arrival", pa.array([number] * len(one), pa.int64()))
        .select(shape.names)
        .cast(shape)
        for number, one in enumerate([kept, *fresh])
    ]
    return pa.concat_tables(parts)
