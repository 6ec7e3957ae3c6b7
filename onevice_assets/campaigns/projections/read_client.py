"""What the lake holds of a client: its creatives, and how its campaigns went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.projections.performance_rows import TABLES
from onevice_assets.tables import ALL
from onevice_assets.tables import campaign_attribution as attribution
from onevice_assets.tables import campaigns as tables

if TYPE_CHECKING:
    from resources.lake import Lake

Row = dict[str, Any]


def read_client(lake: Lake, partition: str) -> tuple[list[Row], dict[str, list[Row]]]:
    """Rows of `content`, and of the tables of results, by name.

    Raises:
        MissingDataError: there is neither, and no delivery: nothing says that the client is to be
            forgotten.
    """
    results = {name: lake.read_rows_if_there(ALL[name], partition) for name in TABLES}
    # they may hold no rows: all of them wait
    there = (ALL["performance"], attribution.read_deliveries)
    if any(lake.exists(one, partition) for one in there):
        return lake.read_rows_if_there(tables.content, partition), results
    return lake.read_rows(tables.content, partition), results
