"""Mining finds what was planted and nothing else, user by user."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from onevice_assets.intents.patterns.mining.cluster_texts import cluster_texts
from onevice_assets.intents.patterns.mining.mine import Mined, mine
from onevice_assets.intents.patterns.mining.relate_patterns import find_company, find_sequences
from onevice_assets.tables import intents as tables
from resources.embedding.static_vectors import MODEL, StaticVectors
from tests.onevice_assets.intents.planted import ORGANIZATION, Planter, intent_of, make_row, plant

Row = dict[str, Any]


def dig(rows: Sequence[Row]) -> Mined:
    return mine(rows, ORGANIZATION, MODEL, StaticVectors().embed)


def names(mined: Mined) -> dict[str, str]:
    """The planted intent of each pattern, which must be one."""
    found = {}
    for row in mined.patterns:
        intents = {intent_of(text) for text in json.loads(row["examples"])}
        assert len(intents) == 1, row["examples"]
        found[row["id"]] = str(intents.pop())
    return found


def edges(mined: Mined, kind: str) -> set[tuple[str, ...]]:
    """Ends of a type's relationships; undirected ones in the order of the alphabet."""
    called = names(mined)
    pairs = [
        (called[row["from_pattern_id"]], called[row["to_pattern_id"]])
        for row in mined.relationships
        if row["type"] == kind
    ]
    assert len(pairs) == len(set(pairs))
    return set(pairs) if kind == "LEADS_TO" else {tuple(sorted(pair)) for pair in pairs}


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_log_gives_the_planted_patterns_and_no_others(seed: int) -> None:
    mined = dig(plant(seed=seed))
    assert sorted(names(mined).values()) == ["invoice", "password", "shipping", "vegan", "visa"]
    assert edges(mined, "LEADS_TO") == {("shipping", "invoice")}
    assert edges(mined, "RELATED_TO") == {("invoice", "shipping"), ("vegan", "visa")}


def test_every_row_is_as_its_table_declares_it() -> None:
    mined = dig(plant())
    rows = (mined.patterns, mined.relationships, mined.turns)
    for table, some in zip(tables.MINED, rows, strict=True):
        table.pandera_schema.validate(table.frame(some))


def test_support_and_confidence_are_what_can_be_counted_by_hand() -> None:
    one = Planter("alice")
    for _ in range(8):
        one.say("shipping", "invoice")
    one.say("shipping", None)
    one.say("shipping", "shipping")
    for _ in range(10):
        one.say(None)
    mined = dig(one.rows)
    called = {name: row for row in mined.patterns for name in [names(mined)[row["id"]]]}
    assert called["shipping"]["support"] == 11
    assert called["shipping"]["conversation_count"] == 10
    assert called["shipping"]["conversation_share"] == 0.5
    (row,) = [one for one in mined.relationships if one["type"] == "LEADS_TO"]
    assert (row["support"], row["conversation_count"]) == (8, 8)
    assert row["confidence"] == pytest.approx(8 / 11, abs=1e-6)
    assert row["base_rate"] == pytest.approx(8 * 0.5 / 11, abs=1e-6), "shuffled: half of the eight"
    assert row["lift"] == pytest.approx(2)
    assert row["p_value"] == pytest.approx(0.5**8, abs=1e-6)
    # Wilson, 95 %, rate 8/11 in 10 conversations, by its textbook formula
    p, n, z = 8 / 11, 10, 1.959964
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert row["confidence_low"] == pytest.approx(
        (p + z * z / (2 * n) - half) / (1 + z * z / n), abs=1e-5
    )


def test_order_matters() -> None:
    forth, back = Planter("forth"), Planter("back")
    for _ in range(12):
        forth.say("shipping", "invoice")
        back.say("invoice", "shipping")
    assert edges(dig(forth.rows), "LEADS_TO") == {("shipping", "invoice")}
    assert edges(dig(back.rows), "LEADS_TO") == {("invoice", "shipping")}


def test_intents_in_any_order_lead_nowhere_though_they_go_together() -> None:
    wrong = 0
    for seed in range(300):
        dice = random.Random(seed)
        together = [dice.sample([0, 1, 2, -1], 4) for _ in range(25)]
        others = [[dice.choice([3, -1])] for _ in range(25)]
        wrong += bool(find_sequences([*together, *others]))
    assert wrong <= 0.05 * 300, "more false discoveries than promised"


def test_intents_that_are_independent_are_not_related() -> None:
    wrong = 0
    for seed in range(300):
        dice = random.Random(seed)
        some = [[one for one in range(5) if dice.random() < 0.4] for _ in range(60)]
        wrong += bool(find_company(some))
    assert wrong <= 0.05 * 300, "more false discoveries than promised"


@given(st.lists(st.lists(st.integers(-1, 4), min_size=1, max_size=6), min_size=1, max_size=30))
def test_what_is_told_of_a_sequence_can_be_counted_again(conversations: list[list[int]]) -> None:
    for (a, b), row in find_sequences(conversations).items():
        steps = [pair for some in conversations for pair in pairwise(some)]
        assert row["support"] == steps.count((a, b)) >= 3
        assert row["confidence"] == row["support"] / sum(some.count(a) for some in conversations)
        assert row["conversation_count"] == sum((a, b) in pairwise(one) for one in conversations)
        assert row["confidence_low"] <= row["confidence"]
        assert row["base_rate"] < row["confidence"]


def test_a_small_sample_does_not_win_against_a_large_one() -> None:
    one = Planter("alice")
    for _ in range(3):
        one.say("vegan", None)
    for _ in range(40):
        one.say("shipping", None)
    mined = dig(one.rows)
    sure = {names(mined)[row["id"]]: row["confidence"] for row in mined.patterns}
    assert sure["vegan"] < 0.5 < sure["shipping"]


def test_what_is_repeated_in_one_conversation_only_is_no_pattern() -> None:
    one = Planter("alice")
    one.say(*["shipping"] * 9)
    one.say(None)
    assert dig(one.rows).patterns == []


def test_one_user_never_sees_anothers_patterns_nor_is_changed_by_them() -> None:
    alice, bob = plant("alice", 1), plant("bob", 2)
    alone, together = dig(alice), dig([*bob, *alice])
    for mine_, all_ in (
        (alone.patterns, together.patterns),
        (alone.relationships, together.relationships),
        (alone.turns, together.turns),
    ):
        assert mine_ == [row for row in all_ if row["user_id"] == "alice"]
    own = {row["id"]: row["user_id"] for row in together.patterns}
    assert len(own) == len(together.patterns) == 10
    for row in together.relationships:
        assert own[row["from_pattern_id"]] == own[row["to_pattern_id"]] == row["user_id"]


def test_the_same_turns_in_any_order_give_the_same_rows() -> None:
    rows = plant()
    first = dig(rows)
    random.Random(3).shuffle(rows)
    assert dig(rows) == first


def test_a_pattern_that_grows_keeps_its_id() -> None:
    rows = plant()
    later = [
        make_row("alice", f"later-{n}", 1, "How long does shipping take?", 500 + n)
        for n in range(20)
    ]
    before, after = dig(rows), dig([*rows, *later])
    assert names(before) == names(after)
    grown = {names(after)[row["id"]]: row["support"] for row in after.patterns}
    assert grown["shipping"] == 40


def test_turns_that_say_nothing_are_of_no_pattern() -> None:
    rows = [make_row("alice", f"c{n}", 1, "???") for n in range(9)]
    assert dig(rows) == Mined()
    mixed = [*rows, *(make_row("alice", f"d{n}", 1, "vegan dishes on the menu") for n in range(4))]
    assert [row["support"] for row in dig(mixed).patterns] == [4]


def test_beyond_what_is_compared_pair_by_pair_rare_texts_join_what_is_near() -> None:
    vectors: NDArray[np.float32] = np.array([[1, 0], [0, 1], [0.99, 0.141], [-1, 0]], np.float32)
    found = cluster_texts(vectors, ["informational"] * 4, 0.65, most=2)
    assert found.tolist() == [0, 1, 0, 3]
