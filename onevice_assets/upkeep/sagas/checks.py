"""Check of the stage `sagas`: none stays open."""

from typing import Any

import dagster as dg

from resources.control_plane.resource import ControlPlane

LONGEST_SECONDS = 3600.0


@dg.asset_check(asset=dg.AssetKey(["upkeep", "open_sagas"]))
def no_saga_is_open_for_an_hour(control: ControlPlane) -> dg.AssetCheckResult:
    """No publish to several stores is open for more than an hour: its stores may disagree.

    The next publish of its scope goes on with it, and so does `onevice sagas resume`.
    """
    from resources.saga import records

    with control.begin() as db:
        open_ones = [one for one in records.list_unfinished(db) if one.ended_at is None]
    told: dict[str, Any] = {
        one.id: dg.MetadataValue.json(
            {
                "scope": one.scope,
                "state": one.state,
                "hours": round(one.seconds / 3600, 1),
                "error": one.error,
            }
        )
        for one in open_ones
        if one.seconds > LONGEST_SECONDS
    }
    return dg.AssetCheckResult(
        passed=not told,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"Resume with `onevice sagas resume`: {', '.join(told)}." if told else None,
        metadata=told,
    )
