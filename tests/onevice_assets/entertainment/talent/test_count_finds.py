"""What was found is counted once and no more, wherever a fold is cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.graph.derived.popularity import read_times_found
from onevice_assets.entertainment.talent.count_finds import (
    Found,
    Taken,
    count_finds,
    finish_counts,
    fold_finds,
    take_counts,
)
from onevice_assets.entertainment.talent.fold_counts import fold_counts
from resources.errors import StoreError
from resources.identity import new_id
from resources.lake import Lake
from resources.redis_store import RedisStore

NOW = datetime.now(UTC).replace(microsecond=0)
OWNER = new_id()


@pytest.mark.redis
def test_no_count_is_lost_or_added_twice_wherever_a_fold_is_cut_off(store: RedisStore) -> None:
    count_finds(store, "org", ["a", "b", "a"], at=NOW)
    taken = take_counts(store, "org")
    assert taken is not None
    count_finds(store, "org", ["a"], at=NOW + timedelta(hours=1))
    again = take_counts(store, "org")  # the fold was cut off before the graph had it
    assert again == taken
    kept = fold_finds({}, taken, None)
    assert {one: found.times for one, found in kept.items()} == {"a": 1, "b": 1}
    # cut off after the lake had it, before Redis was told
    assert fold_finds(kept, taken, taken.token) == kept
    finish_counts(store, "org", taken)
    finish_counts(store, "org", taken)
    rest = take_counts(store, "org")
    assert rest is not None
    assert rest.token != taken.token
    folded = fold_finds(kept, rest, taken.token)
    assert folded["a"] == Found(2, NOW + timedelta(hours=1))
    finish_counts(store, "org", rest)
    assert take_counts(store, "org") is None
    assert take_counts(store, "other") is None


FINDS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(Found, st.integers(1, 10_000), st.datetimes(timezones=st.just(UTC))),
)


@given(before=FINDS, new=FINDS)
def test_a_fold_adds_up_and_keeps_the_latest_time(
    before: dict[str, Found], new: dict[str, Found]
) -> None:
    folded = fold_finds(before, Taken("t", new), None)
    assert set(folded) == set(before) | set(new)
    for one, found in folded.items():
        both = [source[one] for source in (before, new) if one in source]
        assert found.times == sum(each.times for each in both)
        assert found.last == max(each.last for each in both)
    assert fold_finds(before, Taken("t", new), "t") == before


@pytest.mark.redis
def test_the_lake_has_every_count_once_wherever_a_fold_is_cut_off(
    store: RedisStore, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def times() -> dict[str, int]:
        return {one: found.count for one, found in read_times_found(lake, "acme").items()}

    def cut_off(*_: object) -> None:
        raise StoreError("Redis is away")

    assert fold_counts(store, lake, "acme", OWNER)[1] == []
    count_finds(store, OWNER, ["a", "b"], at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr("onevice_assets.entertainment.talent.fold_counts.finish_counts", cut_off)
        with pytest.raises(StoreError):
            fold_counts(store, lake, "acme", OWNER)
    assert times() == {"a": 1, "b": 1}, "the lake has them, Redis was not told"
    count_finds(store, OWNER, ["a"], at=NOW)
    fold_counts(store, lake, "acme", OWNER)
    assert times() == {"a": 1, "b": 1}
    fold_counts(store, lake, "acme", OWNER)
    assert times() == {"a": 2, "b": 1}
    before, _ = fold_counts(store, lake, "acme", OWNER)
    assert not before.changed
    assert times() == {"a": 2, "b": 1}
