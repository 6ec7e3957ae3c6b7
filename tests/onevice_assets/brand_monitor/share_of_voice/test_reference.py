"""The marts over random days, against the definitions of metrics.md written out naively."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import pytest

from onevice_assets.tables import answers, marts
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.worlds import DAY, RANDOM_SITES

Row = dict[str, Any]
Scope = list[tuple[Row, dict[str, Row]]]


def scopes(lake: Lake, partition: str) -> dict[str, tuple[Scope, Scope]]:
    """Provider to (R, branded): answers with their states by brand id."""
    states: dict[str, dict[str, Row]] = {}
    for state in lake.read_rows(answers.llm_brand_states, partition):
        states.setdefault(state["llm_response_id"], {})[state["brand_id"]] = state
    rows = [(r, states[r["id"]]) for r in lake.read_rows(answers.llm_responses, partition)]
    return {
        provider: (
            [one for one in rows if provider in (one[0]["llm_provider"], "all") and not b(one)],
            [one for one in rows if provider in (one[0]["llm_provider"], "all") and b(one)],
        )
        for provider in {row["llm_provider"] for row, _ in rows} | {"all"}
    }


def b(one: tuple[Row, dict[str, Row]]) -> bool:
    return bool(one[0]["is_branded"])


def named(state: Row) -> bool:
    return bool(state["presence"] != "ignored")


def recommended(state: Row) -> bool:
    return bool(state["presence"] == "recommended")


def divide(a: float, by: float) -> float | None:
    return a / by if by else None


def expect_share(r: Scope, brand: str) -> dict[str, float | None]:
    mine = [states[brand] for _, states in r]
    mentions = sum(map(named, mine))
    believed = sum(s["presence"] in ("trusted", "recommended") for s in mine)
    weights = sum(0.9 ** (s["position_rank"] - 1) for s in mine if s["position_rank"])
    of_all = sum(named(state) for _, states in r for state in states.values())
    return {
        "mention_count": mentions,
        "recommendation_count": sum(map(recommended, mine)),
        "first_position_count": sum(s["position_rank"] == 1 for s in mine),
        "total_responses": len(r),
        "topic_count": len({row["topic"] for row, _ in r}),
        "informative_count": sum(any(map(named, states.values())) for _, states in r),
        "mention_rate": divide(mentions, len(r)),
        "share": divide(mentions, of_all),
        "prominence": divide(weights, len(r)),
        "trust_score": round(100 * believed / mentions, 2) if mentions >= 5 else None,
    }


def expect_substitution(r: Scope, m: str, s: str) -> dict[str, float | None]:
    absent = [states[s] for _, states in r if not named(states[m])]
    present = [states[s] for _, states in r if named(states[m])]
    there = [state for state in absent if recommended(state)]
    beside = sum(map(recommended, present))
    ranks = [state["position_rank"] for state in there if state["position_rank"]]
    alone, together = divide(len(there), len(absent)), divide(beside, len(present))
    return {
        "occurrence_count": len(there),
        "missing_count": len(absent),
        "present_count": len(present),
        "recommended_when_present_count": beside,
        "avg_position": divide(sum(ranks), len(ranks)),
        "lift": divide(alone, together) if alone is not None and together else None,
    }


def are_rivals(r: Scope, m: str, s: str) -> bool:
    """Tracked brands always are; found ones where a topic names both."""
    topics = [{row["topic"] for row, states in r if named(states[one])} for one in (m, s)]
    return bool(topics[0] & topics[1]) or any(states[m]["is_tracked"] for _, states in r)


def expect_pair(r: Scope, a: str, other: str) -> dict[str, float]:
    both = [(s[a], s[other]) for _, s in r if named(s[a]) and named(s[other])]
    ranks = [(x["position_rank"], y["position_rank"]) for x, y in both]
    deltas = [y - x for x, y in ranks if x and y]
    return {
        "mention_count": len(both),
        "ranked_pair_count": len(deltas),
        "rank_delta_sum": sum(deltas),
        "rank_delta_abs_sum": sum(map(abs, deltas)),
    }


def assert_row(row: Row, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        # two roundings of one half may differ in the last of two decimals
        near = (
            value if value is None else pytest.approx(value, abs=0.011 if "score" in name else 1e-9)
        )
        assert row[name] == near, name


@pytest.mark.parametrize("site", RANDOM_SITES)
def test_the_marts_say_what_the_definitions_say(published: Lake, site: str) -> None:
    partition = f"{DAY}|{site}"
    shares = published.read_rows(marts.share_of_voice, partition)
    swaps = published.read_rows(marts.substitution_patterns, partition)
    pairs = published.read_rows(marts.co_mentions, partition)
    found = {(row["llm_provider"], row["brand_id"]): row for row in shares}
    swapped = {
        (row["llm_provider"], row["missing_brand_id"], row["substitute_brand_id"]): row
        for row in swaps
    }
    paired = {(row["llm_provider"], row["brand_a_id"], row["brand_b_id"]): row for row in pairs}
    by_provider = scopes(published, partition)
    of_all = by_provider["all"]
    for provider, (r, branded) in by_provider.items():
        brands = sorted((r or branded)[0][1])
        for brand in brands:
            row = found.pop((provider, brand))
            assert_row(row, expect_share(r, brand))
            assert row["branded_mention_count"] == sum(named(s[brand]) for _, s in branded)
        for m, s in permutations(brands, 2):
            if any(recommended(states[s]) for _, states in r) and are_rivals(of_all[0], m, s):
                assert_row(swapped.pop((provider, m, s)), expect_substitution(r, m, s))
        for a, other in combinations(brands, 2):
            wanted = expect_pair(r, a, other)
            if wanted["mention_count"]:
                assert_row(paired.pop((provider, a, other)), wanted)
    assert not found
    assert not swapped
    assert not paired
