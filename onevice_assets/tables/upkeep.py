"""Tables of the system `upkeep`: what was found about the stores."""

from __future__ import annotations

from onevice_assets.tables.columns import CREATED, DAY, ID, ORGANIZATION, WEBSITE
from resources.table_schema import Column, Table, boolean, integer, text

_NATURAL_KEY = ("website_id", "store", "table_name")


def _comparison() -> tuple[Column, ...]:
    """What a store's copy of a table comes down to, beside what the lake says."""
    return (
        text("store", "Which store: postgres, graph, search, vectors"),
        text("table_name", "Table, index, collection, label or relationship in the store"),
        integer("row_count", "Rows that the lake makes", low=0),
        integer("stored_row_count", "Rows that the store holds", low=0),
        text("digest", "Sum of the rows' SHA-256 as the lake makes them, in any order"),
        text("stored_digest", "The same of the rows that the store holds"),
        integer("missing_count", "Rows that the store lacks", low=0),
        integer("extra_count", "Rows that it should not hold", low=0),
        integer("changed_count", "Rows that it holds with other values", low=0),
        boolean("is_equal", "The copy is what the lake says"),
    )


website_copies = Table(
    "upkeep",
    "website_copies",
    "website",
    (ID, WEBSITE, *_comparison(), CREATED),
    natural_key=_NATURAL_KEY,
)

day_copies = Table(
    "upkeep",
    "day_copies",
    "day_website",
    (ID, WEBSITE, DAY, *_comparison(), CREATED),
    natural_key=("day", *_NATURAL_KEY),
)

organization_copies = Table(
    "upkeep",
    "organization_copies",
    "organization",
    (ID, ORGANIZATION, *_comparison(), CREATED),
    natural_key=("organization_id", "store", "table_name"),
)
