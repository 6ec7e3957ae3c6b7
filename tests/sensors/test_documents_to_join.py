"""An organization is asked for once whenever its documents were read to the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from onevice_assets.tables import document_entities, documents
from resources.lake import Lake
from sensors.documents_to_join import choose_due, documents_to_join
from tests.sensors.conftest import Platform

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=2)
FIRST, SECOND = "acme.20261122T100000Z-0001", "acme.20261122T110000Z-0002"
OTHER = "other.20261122T100000Z-0001"
TABLES = len(document_entities.ALL)


@pytest.mark.parametrize(
    ("read", "named", "due"),
    [
        ({}, {}, {}),
        ({FIRST: LONG_AGO}, {}, {}),
        ({FIRST: LONG_AGO}, {FIRST: NOW}, {"acme": NOW}),
        ({FIRST: NOW}, {FIRST: LONG_AGO}, {"acme": NOW}),
        ({FIRST: LONG_AGO, SECOND: NOW}, {FIRST: LONG_AGO}, {}),
        ({FIRST: LONG_AGO, SECOND: LONG_AGO}, {FIRST: LONG_AGO}, {"acme": LONG_AGO}),
        ({FIRST: LONG_AGO, OTHER: NOW}, {FIRST: NOW}, {"acme": NOW}),
    ],
    ids=[
        "no documents",
        "not read to the end",
        "read",
        "documents came anew",
        "a batch just came: wait",
        "a batch that cannot be read stops nobody",
        "each organization for itself",
    ],
)
def test_what_was_read_to_the_end_is_due(
    read: dict[str, datetime], named: dict[str, datetime], due: dict[str, datetime]
) -> None:
    assert choose_due(read, [named] * TABLES, NOW) == due


def test_a_batch_of_which_a_table_lacks_is_not_read_to_its_end() -> None:
    named = [{FIRST: NOW}] * (TABLES - 1)
    assert choose_due({FIRST: LONG_AGO}, [*named, {}], NOW) == {}


def read_batch(lake: Lake, key: str) -> None:
    """As if the batch had been read: no document, but tables of it."""
    for table in (documents.documents, *document_entities.ALL):
        lake.write(table, key, [])


def tick(platform: Platform, lake: Lake) -> list[dg.RunRequest]:
    context = dg.build_sensor_context(instance=platform.instance, resources={"lake": lake})
    done = documents_to_join(context)
    return list(done.run_requests or []) if isinstance(done, dg.SensorResult) else []


def test_many_batches_are_one_run_of_their_organization(platform: Platform, lake: Lake) -> None:
    for key in (FIRST, SECOND, OTHER):
        read_batch(lake, key)
    first = tick(platform, lake)
    assert [one.partition_key for one in first] == ["acme", "other"]
    again = tick(platform, lake)
    assert [one.run_key for one in again] == [one.run_key for one in first], "asked for once"


def test_while_a_batch_is_read_its_organization_waits(platform: Platform, lake: Lake) -> None:
    for key in (FIRST, OTHER):
        read_batch(lake, key)
    reading = dg.RunRequest(job_name="read_entities", partition_key=SECOND)
    platform.start(reading, dg.DagsterRunStatus.STARTED)
    assert [one.partition_key for one in tick(platform, lake)] == ["other"]
