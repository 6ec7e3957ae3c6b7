"""A rebuild writes every scope it can, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.publishing.drift import compare_every
from onevice_assets.publishing.projection import Rows, Scope
from onevice_assets.publishing.rebuild import order_scopes, rebuild
from resources.errors import MissingDataError, StoreError

DAYS = (date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22))


def scope(day: date | None, website: str = "a") -> Scope:
    return Scope("o", website, website, day)


class Shelf:
    """A store in memory; one that shows a day at a time where `newest_only` is set."""

    store = "shelf"

    def __init__(self, *, newest_only: bool = False, broken: Mapping[Scope, str] | None = None):
        self.held: dict[str, Rows] = {}
        self.shown: dict[str, date] = {}
        self._newest_only, self._broken = newest_only, broken or {}

    def build(self, scope: Scope) -> Rows:
        if scope in self._broken:
            raise MissingDataError(self._broken[scope])
        return {"rows": pa.table({"id": [scope.partition]})}

    def read(self, scope: Scope) -> Rows:
        return self.held.get(scope.partition, {"rows": pa.table({"id": pa.array([], pa.string())})})

    def replace(self, scope: Scope, rows: Rows) -> None:
        self.held[scope.partition] = rows
        if scope.day:
            self.shown[scope.website] = scope.day

    def replaced_by(self, scope: Scope) -> date | None:
        shown = self.shown.get(scope.website) if self._newest_only else None
        return None if shown in (None, scope.day) else shown


class Silent(Shelf):
    """A store that does not answer."""

    store = "silent"

    def read(self, scope: Scope) -> Rows:
        raise StoreError(f"nobody at shelf.test:1 for {scope.partition}")


SCOPES = st.lists(
    st.builds(scope, st.sampled_from((None, *DAYS)), st.sampled_from("abc")), unique=True
)


@given(SCOPES)
def test_standing_rows_are_written_before_days_and_the_newest_day_first(
    scopes: list[Scope],
) -> None:
    ordered = order_scopes(scopes)
    assert set(ordered) == set(scopes)
    days = [one.day for one in ordered]
    assert days == sorted(days, key=lambda one: (one is not None, -(one or date.min).toordinal()))


@given(SCOPES, SCOPES)
def test_a_scope_that_fails_stops_no_other_and_is_named(
    scopes: list[Scope], broken: list[Scope]
) -> None:
    shelf = Shelf(broken={one: f"no {one.partition}" for one in broken})
    told: list[Scope] = []
    done = rebuild(shelf, scopes, told.append)
    assert set(done.scopes) == set(scopes) - set(broken)
    assert dict(done.failed) == {one: f"no {one.partition}" for one in scopes if one in broken}
    assert (set(told), done.row_count) == (set(scopes), len(done.scopes))


def test_a_store_that_shows_one_day_at_a_time_is_given_the_newest() -> None:
    shelf = Shelf(newest_only=True)
    done = rebuild(shelf, [scope(day) for day in DAYS])
    assert (done.scopes, done.failed) == ((scope(DAYS[-1]),), ())


def test_a_refused_scope_is_left_as_it_is() -> None:
    shelf = Shelf()

    def refuse(one: Scope) -> None:
        if one.website == "b":
            raise StoreError("busy")

    done = rebuild(shelf, [scope(None), scope(None, "b")], refuse=refuse)
    assert (list(shelf.held), done.failed) == (["a"], ((scope(None, "b"), "busy"),))


@pytest.mark.parametrize("silent_first", [True, False])
def test_a_store_that_cannot_be_compared_is_named_and_hides_no_other(silent_first: bool) -> None:
    stores = [Silent(), Shelf()] if silent_first else [Shelf(), Silent()]
    found = compare_every(stores, scope(None))
    assert [one.missing for one in found.compared] == [("a",)]
    assert not found.is_equal
    assert "silent could not be compared: nobody at shelf.test:1 for a" in found.tell()
    assert "shelf rows of a: 0 rows, 1 in the lake; 1 missing (a)" in found.tell()


def test_equal_copies_have_nothing_to_tell() -> None:
    shelf = Shelf()
    rebuild(shelf, [scope(None)])
    found = compare_every([shelf], scope(None))
    assert (found.is_equal, found.tell()) == (True, "")
