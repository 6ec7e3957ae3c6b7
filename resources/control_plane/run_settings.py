"""What a daily simulation run was asked with, for whoever reads its answers later.

Requested runs and imports carry the settings that a person gave (`simulations.queue`,
`add_import`); those are decisions and are never written over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection


def note(db: Connection, run_id: str, settings: dict[str, Any]) -> bool:
    """Note what a daily run is asked with, instead of what it was asked with before.

    Args:
        db: the open transaction.
        run_id: the run; nothing happens to one that is not daily.
        settings: `samples`, `conversations` (`core` or `all`), `providers` as `provider:model`.

    Returns:
        Whether anything was written: the same settings again write nothing.
    """
    sql = (
        "UPDATE control.simulation_runs SET settings = %(settings)s::jsonb WHERE id = %(id)s "
        "AND kind = 'daily' AND settings <> %(settings)s::jsonb"
    )
    values = {"id": run_id, "settings": json.dumps(settings)}
    return db.exec_driver_sql(sql, values).rowcount > 0
