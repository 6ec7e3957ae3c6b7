"""The files of a batch are kept as episodes, one after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from onevice_assets.operations.episodes.keep_episodes import keep_file
from onevice_assets.operations.model.written import Written
from resources.document_inbox import OPERATIONS, fetch_file, list_batch

if TYPE_CHECKING:
    from onevice_assets.operations.episodes.make_episode import Delivery
    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects
    from resources.progress import Progress


def keep_batch(
    control: ControlPlane, objects: Objects, delivery: Delivery, progress: Progress
) -> tuple[int, Written]:
    """Keep a batch.

    Args:
        control: the control plane.
        objects: holds the files.
        delivery: names the batch.
        progress: counts files.

    Returns:
        How many files it has, and what was done.

    Raises:
        StoreError: a store does not answer; what was kept stays, a re-run goes on.
    """
    key, done = str(delivery.batch), Written()
    files = list_batch(objects, key, OPERATIONS)
    with (
        progress.track(f"Reading episodes of {key}", len(files)) as task,
        tempfile.TemporaryDirectory(prefix="onevice-episodes-") as here,
    ):
        local = Path(here) / "file"
        for one in files:
            fetch_file(objects, one.path, local)
            with local.open("rb") as file:
                done.add(keep_file(control, objects, delivery, file, one.name))
            task.advance()
    return len(files), done
