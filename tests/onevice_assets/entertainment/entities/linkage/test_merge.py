"""A merge keeps the better value of each column, and undoing it restores exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.linkage.merge import (
    PERSONS,
    LogEntry,
    Row,
    merge_rows,
    undo_merge,
)
from resources.errors import InputError

ROWS: dict[str, dict[str, Any]] = {
    "p1": {
        "id": "p1",
        "name": "Jon Smith",
        "emails": ("a@x.com",),
        "union": "",
        "first_seen_on": 3,
    },
    "p2": {
        "id": "p2",
        "name": "Jonathan Smith",
        "emails": ("b@x.com", "a@x.com"),
        "union": "DGA",
        "first_seen_on": 1,
    },
}


def test_the_better_value_survives_in_every_column() -> None:
    after, entry = merge_rows(ROWS, "p1", "p2", PERSONS, ("one e-mail",))
    assert after == {
        "p1": {
            "id": "p1",
            "name": "Jonathan Smith",
            "emails": ("a@x.com", "b@x.com"),
            "union": "DGA",
            "first_seen_on": 1,
            "absorbed_ids": ("p2",),
        }
    }
    assert entry.reasons == ("one e-mail",)


@pytest.mark.parametrize("ids", [("p1", "p1"), ("p1", "p9"), ("p9", "p1")])
def test_a_merge_of_what_is_not_there_is_refused(ids: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        merge_rows(ROWS, *ids, PERSONS)


def test_a_merge_is_not_undone_under_a_later_one() -> None:
    rows = {**ROWS, "p3": {"id": "p3", "name": "J. Smith"}}
    once, first = merge_rows(rows, "p1", "p2", PERSONS)
    twice, second = merge_rows(once, "p1", "p3", PERSONS)
    with pytest.raises(InputError, match="Undo what came later first"):
        undo_merge(twice, first)
    assert undo_merge(undo_merge(twice, second), first) == rows


VALUES = {
    "name": st.text(max_size=4),
    "emails": st.lists(st.text(max_size=3), unique=True, max_size=3).map(tuple),
    "union": st.none() | st.text(max_size=3),
    "first_seen_on": st.none() | st.dates(),
    "last_seen_on": st.none() | st.dates(),
}
PEOPLE = st.integers(2, 6).flatmap(
    lambda n: st.tuples(
        *(
            st.fixed_dictionaries({"id": st.just(f"p{place}")}, optional=VALUES)
            for place in range(n)
        )
    )
)


@given(PEOPLE, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6))
def test_undoing_every_merge_restores_exactly(
    people: tuple[Row, ...], wanted: list[tuple[int, int]]
) -> None:
    start = {str(one["id"]): one for one in people}
    rows: dict[str, Row] = dict(start)
    log: list[tuple[dict[str, Row], LogEntry]] = []
    for one, other in wanted:
        if one != other and {f"p{one}", f"p{other}"} <= rows.keys():
            before = rows
            rows, entry = merge_rows(rows, f"p{one}", f"p{other}", PERSONS)
            log.append((before, entry))
    for before, entry in reversed(log):
        rows = undo_merge(rows, entry)
        assert rows == before
    assert rows == start
