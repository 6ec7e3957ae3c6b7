"""What has to happen once a backup is back, before anybody uses it; beside the stages it calls.

Each function is given the resources by name and tells in a line what it did, or ''. What comes
after a restore is added here and nowhere else: it is done in this order, and again whenever the
restore is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import dagster as dg

from onevice_assets.upkeep.backup.sources import dagster_folder
from resources.saga import records

Step = Callable[[Mapping[str, Any]], str]


def tell_open_sagas(resources: Mapping[str, Any]) -> str:
    """Publishes that were under way in the moment of the backup; their log is back with them."""
    with resources["control"].begin() as db:
        count = len(records.list_unfinished(db))
    return f"{count} publishes were under way: `onevice sagas resume` ends them" if count else ""


def reapply(resources: Mapping[str, Any]) -> str:
    """Erase again what was erased after the backup: nobody may read it before that."""
    from onevice_assets.upkeep.erasure.place import Stores
    from onevice_assets.upkeep.erasure.reapply import reapply_erasures
    from resources.erasure.dagster_log import DagsterLog
    from resources.home import home

    names = ("lake", "control", "objects", "graph", "search", "vectors", "redis")
    given = {name: resources[name] for name in names}
    with dg.DagsterInstance.from_config(str(dagster_folder())) as instance:
        done = reapply_erasures(Stores(**given, dagster=DagsterLog(instance), home=home()))
    return f"{len(done)} erasures of after the backup were done again" if done else ""


AFTER_A_RESTORE: Final[tuple[Step, ...]] = (
    reapply,
    tell_open_sagas,
)
