"""How often each node of the entertainment graph was found; one partition is one organization."""

from __future__ import annotations

from onevice_assets.tables.columns import ORGANIZATION
from resources.table_schema import Column, Table, integer, text, timestamp, uuid

_COLUMNS: tuple[Column, ...] = (
    uuid("id", "Deterministic UUID v7 of the row"),
    ORGANIZATION,
    text("node_id", "Id of the node, `person_{uuid}`; it may be gone from the graph"),
    integer("times", "Answers it was part of, ever", low=1),
    timestamp("last_at", "When it last was"),
    text("fold", "Token of the fold that wrote the partition; the same one adds nothing twice"),
)
times_found = Table(
    "entertainment",
    "times_found",
    "organization",
    _COLUMNS,
    ("node_id",),
    """How often each node of the graph was part of an answer, ever, and when it last was.

One row per node. Counted in Redis as questions are answered, folded in once a day; the graph's
`queryFrequency`, `lastQueried` and `popularityScore` follow from it at its next build.
""",
)
