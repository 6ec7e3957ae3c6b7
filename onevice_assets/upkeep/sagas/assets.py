"""Asset of the stage `sagas`: what is being published to several stores, or was left open."""

from typing import Any

import dagster as dg

from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import markdown_table
from resources.control_plane.resource import ControlPlane


@dg.asset(
    key=["upkeep", "open_sagas"],
    group_name=group("upkeep", "sagas"),
    owners=OWNERS,
    kinds={"postgres"},
    tags=tags(layer="upkeep"),
    code_version="1",
)
def open_sagas(control: ControlPlane) -> dg.MaterializeResult[Any]:
    """One row per publish to several stores that has not ended: how far it came, since when.

    Read from the saga log, which is left as it is (`onevice sagas resume` goes on with them). A
    re-run tells how it is then. Nothing is stored.
    """
    from resources.saga import records

    with control.begin() as db:
        rows = [
            {
                "saga": saga.id,
                "scope": saga.scope,
                "state": saga.state,
                "minutes": round(saga.seconds / 60, 1),
                "steps": ", ".join(f"{s.name} {s.state}" for s in records.steps_of(db, saga.id)),
                "error": saga.error,
            }
            for saga in records.list_unfinished(db)
        ]
    metadata: dict[str, Any] = {"dagster/row_count": len(rows)}
    if rows:
        metadata["sagas"] = dg.MetadataValue.md(markdown_table(rows))
    return dg.MaterializeResult(metadata=metadata)
