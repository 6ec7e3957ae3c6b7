"""However many simulations wait, a tick is short and small, and each organization has its turn."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.control_plane.simulation_queue import Waiting
from sensors.choose_simulations import share_out
from sensors.simulations import MOST_A_TICK, TAG, requested_simulations
from sensors.ticks import TICK_S
from tests.sensors.conftest import TODAY, Platform

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MANY = 100_000

_FILL = """
INSERT INTO control.simulation_runs (id, website_id, organization_id, kind, day, created_at)
SELECT gen_random_uuid(), id, organization_id, 'requested', %(day)s::date - n %% 300,
    now() - interval '2 days' + n * interval '1 millisecond'
FROM control.websites, generate_series(1, %(many)s) AS n WHERE id = %(id)s
"""


def fill(platform: Platform) -> str:
    """100,000 pending rows of one organization, and one of another; that one's id."""
    loud = platform.add_website("loud.test", organization="loud")
    values = {"day": TODAY, "many": MANY, "id": loud.id}
    with platform.control.begin() as db:
        db.exec_driver_sql(_FILL, values)
        db.exec_driver_sql("ANALYZE control.simulation_runs")
    quiet = platform.queue(platform.add_website("quiet.test", organization="quiet"))
    platform.tick(requested_simulations)  # imports what a first tick imports
    platform.change(quiet, "requested_at = NULL")
    return quiet


def test_a_tick_over_100_000_pending_rows_is_small_and_fair(platform: Platform) -> None:
    quiet = fill(platform)
    tracemalloc.start()
    done = platform.tick(requested_simulations)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    asked = [one.tags[TAG] for one in done.run_requests or []]
    assert quiet in asked[:1]
    assert len(asked) == MOST_A_TICK
    assert peak < 20e6, peak


@pytest.mark.timed
def test_a_tick_over_100_000_pending_rows_is_short(platform: Platform) -> None:
    fill(platform)
    begun = time.monotonic()
    platform.tick(requested_simulations)
    assert time.monotonic() - begun < TICK_S


def waiting(organization: str, minute: int, place: int) -> Waiting:
    return Waiting(
        id=f"{organization}{place}",
        organization_id=organization,
        website_key=f"{organization}.w{place}.test",
        day=TODAY,
        created_at=NOON + timedelta(minutes=minute),
    )


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 40)),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 20)),
    st.integers(-3, 30),
)
def test_places_go_to_whoever_has_fewest_and_no_place_stays_empty(
    lines: dict[str, int], at_work: dict[str, int], room: int
) -> None:
    rows = [waiting(one, n, n) for one, count in lines.items() for n in range(count)]
    chosen = share_out(rows, at_work, room, MOST_A_TICK)
    assert len(chosen) == max(0, min(room, MOST_A_TICK, len(rows)))
    assert len({one.id for one in chosen}) == len(chosen)
    counts = {one: at_work.get(one, 0) for one in lines}
    for one in chosen:
        counts[one.organization_id] += 1
    for one, count in lines.items():
        mine = [each.id for each in chosen if each.organization_id == one]
        assert mine == [f"{one}{n}" for n in range(len(mine))], "oldest first"
        others = [counts[each.organization_id] for each in chosen if each.organization_id != one]
        if len(mine) < count and chosen:
            assert all(counts[one] >= other - 1 for other in others), "somebody jumped the queue"


def test_two_rows_of_one_day_take_one_place() -> None:
    first, second = waiting("a", 0, 0), waiting("a", 1, 0)
    chosen = share_out([first, second, waiting("a", 2, 1)], {}, 9, 9)
    assert [one.created_at.minute for one in chosen] == [0, 2]
