"""The sensor `inbox` over a bucket; over a folder it is in `test_inbox`."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
import pytest

from resources import inbox
from resources.control_plane import websites
from resources.object_store import Objects
from sensors.inbox import import_inbox
from tests.sensors.conftest import Platform
from tests.sensors.test_inbox import KEY, imports, line


@pytest.mark.server("ONEVICE_TEST_S3_URL")
def test_a_file_of_a_bucket_that_holds_the_inbox_is_imported_once(
    platform: Platform, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.resources = {"objects": objects}
    with platform.control.begin() as db:
        websites.add(db, domain="pay.test", source="import", actor="test")
    objects.put(f"inbox/{KEY}/a.jsonl", line())
    assert not platform.tick(import_inbox).run_requests, "somebody may still be writing it"
    monkeypatch.setattr(inbox, "SETTLED_AFTER", timedelta(0))
    (prompts,) = platform.tick(import_inbox).run_requests or []
    assert prompts.partition_key == KEY
    assert len(objects.list("inbox/done/")) == 1
    platform.start(prompts, dg.DagsterRunStatus.STARTED)
    assert not platform.tick(import_inbox).run_requests
    assert len(imports(platform)) == 1
