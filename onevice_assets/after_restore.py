"""What has to happen once a backup is back, before anybody uses it; beside the stages it calls.

Each function is given the resources by name and tells in a line what it did, or ''. What comes
after a restore is added here and nowhere else: it is done in this order, and again whenever the
restore is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from resources.saga import records

Step = Callable[[Mapping[str, Any]], str]


def tell_open_sagas(resources: Mapping[str, Any]) -> str:
    """Publishes that were under way in the moment of the backup; their log is back with them."""
    with resources["control"].begin() as db:
        count = len(records.list_unfinished(db))
    return f"{count} publishes were under way: `onevice sagas resume` ends them" if count else ""


AFTER_A_RESTORE: Final[tuple[Step, ...]] = (
    # reapply_erasures of onevice_assets/upkeep/erasure/reapply.py comes first here: what was
    # erased after the backup must be gone before anything reads it
    tell_open_sagas,
)
