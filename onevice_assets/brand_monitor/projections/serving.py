"""Projection to PostgreSQL: schema `serving`, the derived tables of seed 004.

How rows get there is in `resources/serving_tables`; here is which rows they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.projections.list_brands import list_brands, name_brands
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from onevice_assets.tables import answers, audience, marts, serving
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.lake_retired import read_kept
from resources.saga.fence import hold_fence
from resources.serving_tables.declare import ServingScope, ServingTable
from resources.serving_tables.read import count_rows, read_rows
from resources.serving_tables.replace import replace_rows
from resources.serving_tables.storable import make_storable
from resources.table_schema import Table

if TYPE_CHECKING:
    import pyarrow

STANDING: dict[ServingTable, Table] = {
    serving.scraped_pages: audience.scraped_pages,
    serving.website_analysis: audience.website_analysis,
    serving.icps: audience.icps,
    serving.conversation_sequences: audience.conversation_sequences,
    serving.prompts: audience.prompts,
    serving.prompt_classifications: audience.prompt_classifications,
}
DAILY: dict[ServingTable, Table] = {
    serving.llm_responses: answers.llm_responses,
    serving.llm_brand_states: answers.llm_brand_states,
    serving.llm_answer_belief_maps: answers.llm_answer_belief_maps,
    serving.share_of_voice: marts.share_of_voice,
    serving.substitution_patterns: marts.substitution_patterns,
}
"""Which lake table each copies; `serving.brands` is made of all of a day's."""


class ServingProjection(ShowsEveryDay):
    """Copies a website's standing rows, or one of its days, into schema `serving`.

    A day refers to its website's prompts: publishing it before they stand there is refused.
    """

    store = "postgres"

    def __init__(self, lake: Lake, control: ControlPlane) -> None:
        self._lake = lake
        self._control = control

    def build(self, scope: Scope) -> Rows:
        """Rows by table, as `projection.Projection.build`.

        Raises:
            MissingDataError: naming the lake table that has no such partition.
            SchemaError: naming the table, column and row that PostgreSQL cannot hold.
        """
        sources = STANDING if scope.day is None else DAILY
        found = {
            table: read_kept(self._lake, source, scope.partition)
            for table, source in sources.items()
        }
        if scope.day is not None:
            states = found[serving.llm_brand_states]
            answered = found[serving.llm_responses]
            found[serving.llm_responses] = name_brands(answered, states)
            found[serving.brands] = list_brands(list(found.values()))
        return {
            table.name: make_storable(table, _give_tenant(rows, scope))
            for table, rows in found.items()
        }

    def read(self, scope: Scope) -> Rows:
        """Rows by table, as `projection.Projection.read`."""
        with self._control.begin() as db:
            return read_rows(db, serving.ALL, _of(scope))

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the schema hold exactly these rows of the scope, in one transaction.

        Raises:
            MissingDataError: a day whose website's prompts are not published, or standing rows
                without some that published days refer to.
            SchemaError: a row that its table does not take.
            StoreError: PostgreSQL refused. Nothing has changed after any of them.
        """
        with self._control.begin() as db:
            hold_fence(db)
            replace_rows(db, serving.ALL, _of(scope), rows)

    def count(self, scope: Scope) -> dict[str, int]:
        """Rows the schema holds of the scope, by table."""
        with self._control.begin() as db:
            return count_rows(db, serving.ALL, _of(scope))


def _of(scope: Scope) -> ServingScope:
    return ServingScope(scope.organization_id, scope.website_id, scope.day)


def _give_tenant(rows: pyarrow.Table, scope: Scope) -> pyarrow.Table:
    """Add the columns that the lake does not have because its path says them."""
    import pyarrow as pa

    known = {"organization_id": scope.organization_id, "website_id": scope.website_id}
    for name, value in known.items():
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.array([value] * len(rows), pa.string()))
    if scope.day is not None and "day" not in rows.column_names:
        rows = rows.append_column("day", pa.array([scope.day] * len(rows), pa.date32()))
    return rows
