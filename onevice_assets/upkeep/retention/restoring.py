"""The way back of one archived partition: its files or rows, and its copies in the stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onevice_assets.upkeep.retention.archived import restore
from onevice_assets.upkeep.retention.copies import follow
from onevice_assets.upkeep.retention.data_type import LakeDays
from onevice_assets.upkeep.retention.data_types import BY_NAME
from resources.archive import Archive
from resources.control_plane import audit
from resources.errors import MissingDataError
from resources.lake_retired import await_copies


def restore_partition(
    resources: Mapping[str, Any], data_type: str, partition: str, *, actor: str
) -> tuple[int, list[str]]:
    """Put a partition back; again puts back what is missing.

    Args:
        resources: by name, ready to use.
        data_type: as the archive lists it.
        partition: as the archive lists it.
        actor: who, for the audit log.

    Returns:
        How many files or rows were put back, and why copies could not follow.

    Raises:
        MissingDataError: nothing of it is archived.
        StoreError: a file is not what was archived; nothing was put back.
    """
    archive = Archive(resources["objects"])
    manifest = archive.find(data_type, partition)
    if manifest is None:
        raise MissingDataError(
            f"Nothing is archived of {data_type} {partition}; `onevice retention archive list` "
            "shows what is."
        )
    declared = BY_NAME.get(data_type)
    of_days = declared is not None and isinstance(declared.place, LakeDays)
    if of_days:
        await_copies(resources["lake"], partition)
    count = restore(archive, manifest, resources["lake"], resources["control"])
    with resources["control"].begin() as db:
        audit.record(
            db,
            actor=actor,
            action="retention.restore",
            subject=f"{data_type} {partition}",
            detail={"data_type": data_type, "partition": partition, "count": count},
        )
    return count, follow(resources) if of_days else []
