"""Cells, cuts, difficulty and persistence over random days, counted naively."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from onevice_assets.tables import marts
from onevice_assets.tables.answers import BELIEFS
from resources.lake import Lake
from resources.table_schema import Table
from tests.onevice_assets.brand_monitor.share_of_voice.naive import (
    Said,
    Scope,
    assert_rows,
    count,
    divide,
    group,
    named,
    read_day,
    recommended,
)
from tests.onevice_assets.brand_monitor.share_of_voice.worlds import DAY, RANDOM_SITES

pytestmark = pytest.mark.parametrize("partition", [f"{DAY}|{site}" for site in RANDOM_SITES])

CELL = ("llm_provider", "prompt_id", "is_branded")


def cell(one: Said) -> tuple[Any, ...]:
    return tuple(one.row[name] for name in CELL)


def occurrences(scope: Scope, brand: str) -> int:
    return sum(one.states[brand]["occurrence_count"] for one in scope)


def test_prompt_cells(published: Lake, partition: str) -> None:
    cells = group(read_day(published, partition).of_one_provider(), cell)
    wanted = {
        key: {
            "total_responses": len(scope),
            "informative_count": sum(bool(one.named) for one in scope),
            "mention_count_of_set": sum(len(one.named) for one in scope),
            "occurrence_count_of_set": sum(
                occurrences([one], b) for one in scope for b in one.named
            ),
            "company_mention_count": sum(one.companies for one in scope),
            "topic": scope[0].row["topic"],
            **scope[0].cuts,
        }
        for key, scope in cells.items()
    }
    assert_rows(published.read_rows(marts.prompt_cells, partition), CELL, wanted)


def test_brand_cells(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (*key, brand): {
            "mention_count": count(scope, brand),
            "recommendation_count": count(scope, brand, recommended),
            "comparison_count": count(scope, brand, lambda s: s["presence"] == "compared"),
            "trust_count": count(scope, brand, lambda s: s["presence"] == "trusted"),
            "occurrence_count": occurrences(scope, brand),
        }
        for key, scope in group(day.of_one_provider(), cell).items()
        for brand in day.brands
        if count(scope, brand)
    }
    assert_rows(published.read_rows(marts.brand_cells, partition), (*CELL, "brand_id"), wanted)


@pytest.mark.parametrize(
    ("mart", "cut"),
    [
        (marts.visibility_by_intent_type, "intent_type"),
        (marts.visibility_by_funnel_stage, "funnel_stage"),
        (marts.visibility_by_icp, "icp_id"),
    ],
    ids=["intent_type", "funnel_stage", "icp"],
)
def test_visibility_by(published: Lake, partition: str, mart: Table, cut: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (provider, value, brand): {
            "mention_count": count(part, brand),
            "recommendation_count": count(part, brand, recommended),
            "total_responses": len(part),
            "topic_count": len({one.row["topic"] for one in part}),
            "mention_rate": count(part, brand) / len(part),
        }
        for provider, r in day.answers.items()
        for value, part in group(r, lambda one: one.cuts[cut]).items()
        if value
        for brand in day.brands
    }
    assert_rows(published.read_rows(mart, partition), ("llm_provider", cut, "brand_id"), wanted)


def sold(scope: Scope, brand: str, belief: str) -> Scope:
    states = [(one, one.states[brand]) for one in scope]
    return [one for one, state in states if named(state) and state["belief_sold"] == belief]


def test_visibility_by_belief(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (provider, brand, belief): {
            "mention_count": len(sold(r, brand, belief)),
            "named_count": count(r, brand),
            "total_responses": len(r),
            "belief_share": len(sold(r, brand, belief)) / count(r, brand),
        }
        for provider, r in day.answers.items()
        for brand, belief in product(day.brands, BELIEFS)
        if sold(r, brand, belief)
    }
    rows = published.read_rows(marts.visibility_by_belief, partition)
    assert_rows(rows, ("llm_provider", "brand_id", "belief_sold"), wanted)


def test_belief_map(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (provider, kind, brand, belief): {
            "mention_count": len(sold(part, brand, belief)),
            "recommendation_count": count(sold(part, brand, belief), brand, recommended),
            "named_count": count(part, brand),
            "total_responses": len(part),
        }
        for provider, r in day.answers.items()
        for kind, part in group(r, lambda one: one.cuts["intent_type"]).items()
        for brand, belief in product(day.brands, BELIEFS)
        if kind and sold(part, brand, belief)
    }
    rows = published.read_rows(marts.belief_map, partition)
    assert_rows(rows, ("llm_provider", "intent_type", "brand_id", "belief_sold"), wanted)


def test_prompt_difficulty(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    own = {brand for brand, state in day.brands.items() if state["role"] == "own"}
    wanted = {}
    for provider, r in day.answers.items():
        for prompt, scope in group(r, lambda one: one.row["prompt_id"]).items():
            rates = {brand: count(scope, brand) / len(scope) for brand in sorted(day.brands)}
            rivals = [rate for brand, rate in rates.items() if brand not in own]
            leader = max(rates, key=lambda brand: rates[brand])  # the first of equals
            hard = divide(sum(p * p for p in rivals), sum(rivals))
            wanted[provider, prompt] = {
                "total_responses": len(scope),
                "brand_count": sum(rate > 0 for rate in rates.values()),
                "mentions_per_response": sum(len(one.named) for one in scope) / len(scope),
                "leader_brand_id": leader if rates[leader] else None,
                "leader_rate": rates[leader] or None,
                "own_rate": max((rates[brand] for brand in own), default=None),
                "difficulty": hard if len(scope) > 1 else None,
            }
    rows = published.read_rows(marts.prompt_difficulty, partition)
    assert_rows(rows, ("llm_provider", "prompt_id"), wanted)


def talks(r: Scope, branded: Scope) -> list[list[Said]]:
    """Whole conversations of two turns or more, none of them branded, each turn answered."""
    every = [*r, *branded]
    longest = {
        topic: max(one.row["sequence_order"] for one in scope)
        for topic, scope in group(every, lambda one: one.row["conversation_id"]).items()
    }
    names = ("llm_provider", "conversation_id", "sample_number")
    found = group(every, lambda one: tuple(one.row[name] for name in names))
    in_order = [sorted(talk, key=lambda one: one.row["sequence_order"]) for talk in found.values()]
    return [
        talk
        for talk in in_order
        if len(talk) == longest[talk[0].row["conversation_id"]] >= 2
        and not any(one.row["is_branded"] for one in talk)
    ]


def test_brand_persistence(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    every = talks(day.answers["all"], day.branded["all"])
    wanted: dict[Any, dict[str, int]] = {}
    for provider, brand in product(day.answers, day.brands):
        mine = [t for t in every if provider in (t[0].row["llm_provider"], "all")]
        for talk in mine:
            turns = [turn for turn, one in enumerate(talk, 1) if named(one.states[brand])]
            last = talk[-1].states[brand]
            row = wanted.setdefault(
                (provider, brand, turns[0] if turns else 0),
                {
                    "conversation_count": 0,
                    "named_last_count": 0,
                    "survived_count": 0,
                    "total_conversations": len(mine),
                    "total_responses": sum(map(len, mine)),
                },
            )
            row["conversation_count"] += 1
            row["named_last_count"] += named(last)
            row["survived_count"] += recommended(last)
    rows = published.read_rows(marts.brand_persistence, partition)
    assert_rows(rows, ("llm_provider", "brand_id", "first_turn"), wanted)
