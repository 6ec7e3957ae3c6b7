"""What becomes of simulations that are not at their end: a table, no Dagster and no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from resources.control_plane.simulation_queue import Started
from sensors.choose_simulations import Seen, judge

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUN = Started(
    id="run",
    organization_id="o",
    website_key="default.demo.test",
    kind="requested",
    day=date(2026, 11, 22),
    status="running",
    completed_prompts=3,
    total_prompts=9,
    restarts=0,
    started_at=NOW - timedelta(hours=2),
    is_requested=True,
    heard_at=NOW - timedelta(hours=1),
)


@pytest.mark.parametrize(
    ("changes", "seen", "what"),
    [
        ({}, Seen(is_queued=True), "wait"),
        ({"heard_at": NOW}, Seen(is_at_work=True), "wait"),
        ({}, Seen(is_at_work=True), "again"),
        ({}, Seen(), "again"),
        ({"heard_at": NOW}, Seen(), "wait"),
        ({"restarts": 1}, Seen(), "fail"),
        ({}, Seen(ended="canceled"), "fail"),
        ({"status": "pending", "completed_prompts": 0}, Seen(ended="failure"), "fail"),
        ({"kind": "daily", "day": date(2026, 11, 19)}, Seen(), "fail"),
    ],
)
def test_a_simulation_is_left_alone_started_again_or_given_up(
    changes: dict[str, object], seen: Seen, what: str
) -> None:
    assert judge(replace(RUN, **changes), seen, NOW).what == what  # type: ignore[arg-type]


@pytest.mark.parametrize("completed", [0, 3])
def test_one_whose_answers_are_in_a_batch_waits_however_long_that_takes(completed: int) -> None:
    handed_out = replace(RUN, status="pending", completed_prompts=completed)
    assert judge(handed_out, Seen(ended="success"), NOW).what == "wait"
