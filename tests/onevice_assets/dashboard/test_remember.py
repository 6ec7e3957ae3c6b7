"""The lake that remembers: never an old number, never more memory than allowed."""

from __future__ import annotations

import pytest

from onevice_assets.dashboard.remember import RememberingLake
from onevice_assets.tables import answers
from resources.errors import MissingDataError
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer, write_day

SITE = "default.shop.test"
ROLES = {"Aurora": "own"}


def count(lake: Lake, partition: str) -> int:
    return len(lake.read_rows(answers.llm_responses, partition))


def test_a_file_that_was_replaced_is_read_again(lake: Lake) -> None:
    reading = RememberingLake(url=lake.url, trusted_seconds=0)
    partition = write_day(lake, "2026-11-21", SITE, [Answer("openai")], ROLES)
    assert count(reading, partition) == 1
    write_day(lake, "2026-11-21", SITE, [Answer("openai")] * 3, ROLES)
    assert count(reading, partition) == 3


def test_a_file_is_fetched_once(lake: Lake) -> None:
    reading = RememberingLake(url=lake.url)
    partition = write_day(lake, "2026-11-21", SITE, [Answer("openai")], ROLES)
    first = reading.read_arrow(answers.llm_responses, partition)
    lake.delete(answers.llm_responses, partition)
    assert reading.read_arrow(answers.llm_responses, partition).equals(first)


def test_a_file_that_was_deleted_is_gone_when_it_is_looked_for_again(lake: Lake) -> None:
    reading = RememberingLake(url=lake.url, trusted_seconds=0)
    partition = write_day(lake, "2026-11-21", SITE, [Answer("openai")], ROLES)
    assert count(reading, partition) == 1
    lake.delete(answers.llm_responses, partition)
    assert not reading.exists(answers.llm_responses, partition)
    with pytest.raises(MissingDataError, match="has no partition"):
        count(reading, partition)


def test_what_is_remembered_stays_within_its_bytes(lake: Lake) -> None:
    days = [f"2026-11-{n:02}" for n in range(1, 9)]
    partitions = [write_day(lake, day, SITE, [Answer("openai")] * 20, ROLES) for day in days]
    size = lake.read_arrow(answers.llm_responses, partitions[0]).nbytes
    reading = RememberingLake(url=lake.url, most_bytes=3 * size)
    for partition in [*partitions, *partitions]:
        assert count(reading, partition) == 20
    assert reading._shelf.held_bytes <= 3 * size
    assert 1 <= len(reading._shelf.files) <= 3
    assert reading._shelf.held_bytes == sum(f.nbytes for _, f in reading._shelf.files.values())
