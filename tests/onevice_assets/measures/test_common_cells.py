"""Two periods are compared on the prompt × provider cells both have, whatever else was asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.measures.compare_periods import compare_periods
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.tell_verdict import tell_verdict
from tests.onevice_assets.measures.cells import DAY, Asked, make_cells

ROLES = {"acme": "own", "best": "competitor"}
BEFORE = DAY - timedelta(7)
NUMBERS = (
    "rate_before",
    "rate_after",
    "difference",
    "p_value",
    "q_value",
    "smallest_change",
    "topic_count",
    "cell_count",
)
PROVIDERS = ("openai", "google")

# how many of a cell's five answers name acme
counts = st.integers(0, 5)
Named = dict[tuple[str, int], tuple[int, int]]
"""(topic, count) by (provider, prompt)."""


def asked(named: Named, prefix: str, day: Any) -> list[Asked]:
    return [
        Asked(f"{prefix}{prompt}", {"acme": count}, 5, f"t{topic}", provider, day)
        for (provider, prompt), (topic, count) in named.items()
    ]


def draw_named(data: st.DataObject, least: int, most: int) -> Named:
    """Cells with counts; a prompt has the same topic at every provider."""
    keys = data.draw(
        st.sets(
            st.tuples(st.sampled_from(PROVIDERS), st.integers(0, 40)), min_size=least, max_size=most
        )
    )
    return {(one, prompt): (prompt % 12, data.draw(counts)) for one, prompt in sorted(keys)}


def compare(before: list[Asked], after: list[Asked]) -> list[dict[str, Any]]:
    periods: list[Cells] = [make_cells(some, ROLES) for some in (before, after)]
    return compare_periods(*periods)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_cells_of_one_period_alone_move_no_number_and_are_counted(data: st.DataObject) -> None:
    shared = draw_named(data, 6, 40)
    later = {key: (topic, data.draw(counts)) for key, (topic, _) in shared.items()}
    alone = [draw_named(data, 0, 15) for _ in range(2)]
    before, after = asked(shared, "p", BEFORE), asked(later, "p", DAY)
    plain = compare(before, after)
    mixed = compare(
        [*before, *asked(alone[0], "old", BEFORE)], [*after, *asked(alone[1], "new", DAY)]
    )
    known = {(row["llm_provider"], row["brand_id"], row["measure"]): row for row in mixed}
    for row in plain:
        provider = row["llm_provider"]
        other = known[provider, row["brand_id"], row["measure"]]
        if len({row["llm_provider"] for row in plain}) == len({r["llm_provider"] for r in mixed}):
            assert {n: other[n] for n in NUMBERS} == {n: row[n] for n in NUMBERS}
        only = sum(provider in ("all", one) for some in alone for one, _ in some)
        assert (row["left_out_count"], other["left_out_count"]) == (0, only)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_mirror_of_a_comparison_leaves_out_the_same_and_turns_the_difference(
    data: st.DataObject,
) -> None:
    one, other = draw_named(data, 1, 30), draw_named(data, 1, 30)
    ahead = compare(asked(one, "p", BEFORE), asked(other, "p", DAY))
    back = compare(asked(other, "p", BEFORE), asked(one, "p", DAY))
    for row, mirror in zip(ahead, back, strict=True):
        assert row["left_out_count"] == mirror["left_out_count"]
        assert row["cell_count"] == mirror["cell_count"]
        assert row["rate_before"] == mirror["rate_after"]
        if row["difference"] is not None:
            assert row["difference"] == -mirror["difference"]


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_shared_and_left_out_cells_together_are_all_cells(data: st.DataObject) -> None:
    one, other = draw_named(data, 1, 30), draw_named(data, 1, 30)
    for row in compare(asked(one, "p", BEFORE), asked(other, "p", DAY)):
        everything = one.keys() | other.keys()
        mine = [key for key in everything if row["llm_provider"] in ("all", key[0])]
        assert row["cell_count"] + row["left_out_count"] == len(mine)


def test_a_verdict_tells_how_much_of_what_was_asked_it_rests_on() -> None:
    low = [Asked(f"p{at}", {"acme": 1}, 10, f"t{at}", day=BEFORE) for at in range(16)]
    high = [Asked(f"p{at}", {"acme": 8}, 10, f"t{at}") for at in range(12)]
    row = compare(low, high)[0]
    assert (row["cell_count"], row["left_out_count"]) == (12, 4)
    assert tell_verdict(row)[1].endswith("It rests on the 75 % of questions asked in both weeks.")
    whole = compare(low[:12], high)[0]
    assert "rests on" not in tell_verdict(whole)[1]
    assert "rests on" not in tell_verdict({**whole, "left_out_count": None})[1]
