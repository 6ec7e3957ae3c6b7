"""Asset `episodes`: what was delivered, each once."""

from datetime import UTC, datetime
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN
from onevice_assets.operations.model.describe import EPISODES
from onevice_assets.operations_assets import find_owner, options, result
from onevice_assets.partitions import organization_of
from resources.control_plane.resource import ControlPlane
from resources.document_inbox import OPERATIONS
from resources.object_store import Objects
from resources.progress import Progress


@dg.asset(
    **options("episodes", "episodes", EPISODES),
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def episodes(
    context: dg.AssetExecutionContext, control: ControlPlane, objects: Objects, progress: Progress
) -> dg.MaterializeResult[Any]:
    """One row per document, mail, row of a CSV or webhook that was delivered, each once.

    Source: files of the inbox of operations, claimed into a batch. What is no row is told in
    `operations.quarantine` by file and line, and the rest goes on. Times without a zone are the
    organization's. A re-run, and the same in another file, change nothing.
    """
    from onevice_assets.operations.episodes.make_episode import Delivery
    from onevice_assets.operations.episodes.take_batch import keep_batch
    from resources.control_plane import hours

    key = context.partition_key
    owner = find_owner(control, key)
    with control.begin() as db:
        zones = {one.organization: one.timezone for one in hours.list_all(db)}
    delivery = Delivery(owner, datetime.now(UTC), zones[organization_of(key)], batch=key)
    files, done = keep_batch(control, objects, delivery, progress)
    if not files:
        raise dg.Failure(
            f"Batch {key!r} has no file in the object store, and nothing was written: put files "
            f"into {OPERATIONS}/inbox/{organization_of(key)}/ or use `onevice episodes add`.",
            allow_retries=False,
        )
    told = {"files": files, "new": done.new, "delivered_before": done.known}
    return result("episodes", done.new + done.known, done, **told)
