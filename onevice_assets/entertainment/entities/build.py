"""What a run of an organization makes: who is one, and the rows that documents state.

Reads and writes the lake; every rule is in `resolving`, `assembling` and `quality`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onevice_assets.entertainment.entities.assembling.assemble import assemble
from onevice_assets.entertainment.entities.quality.sift import Sifted, sift, to_table_rows
from onevice_assets.entertainment.entities.resolving.decide import read_decisions
from onevice_assets.entertainment.entities.resolving.gather import Gathered, gather
from onevice_assets.entertainment.entities.resolving.keep_resolution import keep_resolution
from onevice_assets.entertainment.entities.resolving.resolve import Resolution, resolve
from onevice_assets.entertainment.graph.model.lake_rows import keep_edges, keep_nodes
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.tables import entertainment_graph as graph_tables
from onevice_assets.tables import resolution as tables
from resources.lake import Lake, Written
from resources.table_schema import Table

RESOLVED: Sequence[Table] = (
    tables.resolved_entities,
    tables.resolved_identities,
    tables.merge_log,
    tables.merge_reviews,
)
CHECKED: Sequence[Table] = (
    graph_tables.checked_nodes,
    graph_tables.checked_edges,
    graph_tables.quarantine,
    graph_tables.quality_issues,
)


@dataclass(frozen=True)
class Built:
    """What an organization's documents come to.

    Attributes:
        gathered: what stands.
        resolution: who is one.
        sifted: rows of the graph, and what is wrong with others.
        written: what was written, by name of the table.
    """

    gathered: Gathered
    resolution: Resolution
    sifted: Sifted
    written: Mapping[str, Written]


def build(lake: Lake, organization: str, organization_id: str) -> Built:
    """Resolve and judge what an organization's documents name, and replace its tables.

    Args:
        lake: has the documents' tables of all batches and `document_versions`.
        organization: slug.
        organization_id: id of the same.

    Raises:
        MissingDataError: no version of a document was told yet; nothing was written.
        InputError: decisions of people contradict one another; nothing was written.
        StoreError: the lake does not answer; a second call writes the same.
    """
    gathered = gather(lake, organization, organization_id)
    known = lake.read_rows_if_there(tables.resolved_identities, organization)
    former = {row["id"]: row["entity_id"] for row in known}
    resolution = resolve(gathered, read_decisions(lake, organization), former)
    sifted = sift(_assemble(gathered, resolution))
    rows = {**keep_resolution(gathered, resolution), **_keep_sifted(gathered, sifted)}
    written = {
        table.name: lake.write(table, organization, rows[table.name])
        for table in (*RESOLVED, *CHECKED)
    }
    return Built(gathered, resolution, sifted, written)


def _assemble(gathered: Gathered, resolution: Resolution) -> GraphRows:
    if not gathered.documents:
        return GraphRows(gathered.organization_id)
    return assemble(gathered, resolution)


def _keep_sifted(gathered: Gathered, sifted: Sifted) -> dict[str, list[dict[str, object]]]:
    if not gathered.documents:
        return {table.name: [] for table in CHECKED}
    since = gathered.since()
    errors = [one for one in sifted.found if one.issue.severity == "error"]
    others = [one for one in sifted.found if one.issue.severity != "error"]
    owner = gathered.organization_id
    return {
        "checked_nodes": keep_nodes(sifted.rows, since),
        "checked_edges": keep_edges(sifted.rows, since),
        "quarantine": to_table_rows(owner, since, errors),
        "quality_issues": to_table_rows(owner, since, others),
    }
