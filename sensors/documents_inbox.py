"""Files in the documents' inbox become batches, and batches are read.

A tick claims what lies there for known organizations, a few batches at most, and asks for a run of
every batch that is no partition yet: also of one that a tick, killed while it claimed, has left
behind. Ten thousand files are twenty batches over a few ticks. What follows a batch
follows by itself: `automation`, `documents_to_join`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from onevice_assets.jobs import read_documents
from onevice_assets.partitions import (
    entertainment_batches,
    entertainment_organizations,
    organization_of,
)
from resources import document_inbox
from resources.control_plane.resource import ControlPlane
from resources.document_inbox import StoredFile
from resources.object_store import Objects
from sensors.ticks import Budget, skip_when_down

MOST_BATCHES = 5


@dg.sensor(
    name="documents_inbox",
    jobs=[read_documents],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Claims files of the documents' inbox into batches and has them read.",
)
@skip_when_down
def read_inbox(
    context: dg.SensorEvaluationContext, control: ControlPlane, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Claim files, then ask for every batch that has no partition yet."""
    strange = claim_known(control, objects, document_inbox.DOCUMENTS)
    have = set(context.instance.get_dynamic_partitions("entertainment_batches"))
    new = [key for key in document_inbox.list_batches(objects) if key not in have][:MOST_BATCHES]
    if not new:
        return dg.SkipReason(f"No new batch of documents.{tell_strange(strange)}")
    owners = sorted({organization_of(key) for key in new})
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(run_key=key, job_name=read_documents.name, partition_key=key)
            for key in new
        ],
        dynamic_partitions_requests=[
            entertainment_batches.build_add_request(new),
            entertainment_organizations.build_add_request(owners),
        ],
    )


def claim_known(control: ControlPlane, objects: Objects, root: str) -> list[StoredFile]:
    """Claim an inbox's files of known organizations into batches; the others, which stay."""
    files = document_inbox.list_inbox(objects, root)
    known, strange = _split(control, files) if files else ([], [])
    _claim(objects, known, Budget(), root)
    return strange


def tell_strange(strange: Sequence[StoredFile]) -> str:
    """That files lie in folders of no organization; nothing where none do."""
    folders = ", ".join(sorted({one.organization or "no folder" for one in strange})[:5])
    return f" {len(strange)} lie in folders of no organization: {folders}" if strange else ""


def _split(
    control: ControlPlane, files: Sequence[StoredFile]
) -> tuple[list[StoredFile], list[StoredFile]]:
    """Files in the folder of an organization, and the others, which are left where they are."""
    from resources.control_plane import hours

    with control.begin() as db:
        slugs = {one.organization for one in hours.list_all(db)}
    known = [one for one in files if one.organization in slugs]
    return known, [one for one in files if one.organization not in slugs]


def _claim(objects: Objects, files: Sequence[StoredFile], budget: Budget, root: str) -> None:
    left = list(files)
    for _ in range(MOST_BATCHES):
        now = datetime.now(UTC)
        chosen = document_inbox.choose(left, now)
        if not chosen or budget.is_spent():
            return
        key = document_inbox.name_batch(chosen, now)
        document_inbox.claim(objects, chosen, key, lambda: not budget.is_spent(), root)
        taken = {one.path for one in chosen}
        left = [one for one in left if one.path not in taken]


ALL = [read_inbox]
