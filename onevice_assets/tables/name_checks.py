"""Days that were read with earlier names and would be read the same with later ones.

No asset makes it and nobody looks at it: a note of the sensor `decisions_about_names` to itself
and to comparisons, which can be thrown away; then its days are looked through again.
"""

from __future__ import annotations

from onevice_assets.tables.columns import DAY
from resources.table_schema import Table, text

name_checks = Table(
    "brand_monitor",
    "name_checks",
    "website",
    (
        DAY,
        text("alias_version", "What the day was read with"),
        text("same_as", "A later version that reads its answers word for word the same"),
    ),
    natural_key=("day",),
)
