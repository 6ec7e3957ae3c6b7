"""The platform's definitions as the daemon of a life loads them: nothing starts by itself.

Ids are those of every other life. Sensors and schedules are left out, for both lives are to live
the days they are told, not those that are due by the clock.
"""

from __future__ import annotations

import dagster as dg

from onevice_assets.definitions import build_defs
from resources.dagster_files import hasten_sqlite
from tests.drills.month.same_ids import same_ids

# for the process that loads this, which does nothing else
_KEPT = same_ids()
_KEPT.__enter__()


@dg.definitions
def defs() -> dg.Definitions:
    """The code location."""
    hasten_sqlite()
    whole = build_defs()
    return dg.Definitions(
        assets=whole.assets,
        asset_checks=whole.asset_checks,
        jobs=whole.jobs,
        resources=whole.resources,
        executor=whole.executor,
    )
