"""Shares and pairs over random days, against the definitions of metrics.md written out naively."""

from __future__ import annotations

from itertools import combinations, permutations
from math import log2
from typing import Any

import pytest

from onevice_assets.tables import marts
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.naive import (
    Row,
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

BRAND = ("llm_provider", "brand_id")


def expect_share(r: Scope, branded: Scope, brand: str) -> dict[str, Any]:
    mine = [one.states[brand] for one in r]
    mentions = count(r, brand)
    believed = sum(s["presence"] in ("trusted", "recommended") for s in mine)
    weights = sum(0.9 ** (s["position_rank"] - 1) for s in mine if s["position_rank"])
    informative = sum(bool(one.named) for one in r)
    return {
        "mention_count": mentions,
        "recommendation_count": count(r, brand, recommended),
        "first_position_count": sum(s["position_rank"] == 1 for s in mine),
        "total_responses": len(r),
        "topic_count": len({one.row["topic"] for one in r}),
        "informative_count": informative,
        "mention_rate": divide(mentions, len(r)),
        "share": divide(mentions, sum(len(one.named) for one in r)),
        "prominence": divide(weights, len(r)),
        "informative_rate": divide(informative, len(r)),
        "trust_score": round(100 * believed / mentions, 2) if mentions >= 5 else None,
        "branded_mention_count": count(branded, brand),
        "branded_total_responses": len(branded),
    }


def test_share_of_voice(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (provider, brand): expect_share(r, day.branded[provider], brand)
        for provider, r in day.answers.items()
        for brand in day.brands
    }
    assert_rows(published.read_rows(marts.share_of_voice, partition), BRAND, wanted)


def discount(state: Row) -> float:
    rank = state["position_rank"]
    return 1 / log2(rank + 1) if rank and named(state) else 0.0


def expect_variants(r: Scope, brand: str) -> dict[str, tuple[float, float]]:
    """Numerator and denominator of each variant."""
    mine = [one.states[brand] for one in r]
    every = [state for one in r for state in one.states.values()]
    mentions = sum(map(named, mine))
    return {
        "per_response": (mentions, sum(map(named, every))),
        "per_occurrence": (
            sum(s["occurrence_count"] for s in mine),
            sum(s["occurrence_count"] for s in every),
        ),
        "every_company": (mentions, sum(one.companies for one in r)),
        "rank_discounted": (sum(map(discount, mine)), sum(map(discount, every))),
        "any_brand": (mentions, sum(bool(one.named) for one in r)),
    }


def test_share_of_voice_variants(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (provider, brand, variant): {
            "numerator": float(part),
            "denominator": float(whole),
            "share": divide(part, whole),
        }
        for provider, r in day.answers.items()
        for brand in day.brands
        for variant, (part, whole) in expect_variants(r, brand).items()
    }
    rows = published.read_rows(marts.share_of_voice_variants, partition)
    assert_rows(rows, (*BRAND, "variant"), wanted)


def place(counts: dict[str, int], brand: str) -> int:
    return 1 + sum(one > counts[brand] for one in counts.values())


def test_competitor_ranking(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    own = [brand for brand, state in day.brands.items() if state["role"] == "own"]
    wanted = {}
    for provider, r in day.answers.items():
        mentions = {brand: count(r, brand) for brand in day.brands}
        advised = {brand: count(r, brand, recommended) for brand in day.brands}
        first = {b: count(r, b, lambda s: s["position_rank"] == 1) for b in day.brands}
        best_own = max((mentions[brand] for brand in own), default=None)
        for brand in day.brands if r else ():
            ahead = None if best_own is None else (mentions[brand] - best_own) / len(r)
            wanted[provider, brand] = {
                "brand_count": len(day.brands),
                "mention_rank": place(mentions, brand),
                "recommendation_rank": place(advised, brand),
                "first_position_rank": place(first, brand),
                "gap_to_leader": (mentions[brand] - max(mentions.values())) / len(r),
                "gap_to_own": ahead,
            }
    assert_rows(published.read_rows(marts.competitor_ranking, partition), BRAND, wanted)


def expect_substitution(r: Scope, m: str, s: str) -> dict[str, Any]:
    absent = [one.states[s] for one in r if not named(one.states[m])]
    present = [one.states[s] for one in r if named(one.states[m])]
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
        "log_lift_variance": expect_variance(r, m, s),
    }


def expect_variance(r: Scope, m: str, s: str) -> float | None:
    """Linearised variance of log lift, topic by topic; no less than of independent answers."""
    sums = []
    for topic in group(r, lambda one: one.row["topic"]).values():
        named_there = count(topic, m)
        recommended_there = count(topic, s, recommended)
        both = sum(named(one.states[m]) and recommended(one.states[s]) for one in topic)
        sums.append((recommended_there, both, len(topic), named_there))
    total_r, total_b, total_n, total_x = (sum(column) for column in zip(*sums, strict=True))
    a, b, m_, x = total_r - total_b, total_b, total_n - total_x, total_x
    if len(sums) < 2 or not all((a, b, m_, x)):
        return None
    z = [r_ / a - b_ * (1 / a + 1 / b) - n_ / m_ + x_ * (1 / m_ + 1 / x) for r_, b_, n_, x_ in sums]
    between = len(z) / (len(z) - 1) * sum(one * one for one in z)
    return max(between, 1 / a - 1 / m_ + 1 / b - 1 / x)


def are_rivals(r: Scope, m: str, s: str) -> bool:
    """Tracked brands always are; found ones where a topic names both."""
    topics = [{one.row["topic"] for one in r if named(one.states[brand])} for brand in (m, s)]
    return bool(topics[0] & topics[1]) or any(one.states[m]["is_tracked"] for one in r)


def test_substitution_patterns(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {
        (provider, m, s): expect_substitution(r, m, s)
        for provider, r in day.answers.items()
        for m, s in permutations(day.brands, 2)
        if count(r, s, recommended) and are_rivals(day.answers["all"], m, s)
    }
    rows = published.read_rows(marts.substitution_patterns, partition)
    assert_rows(rows, ("llm_provider", "missing_brand_id", "substitute_brand_id"), wanted)


def test_co_mentions(published: Lake, partition: str) -> None:
    day = read_day(published, partition)
    wanted = {}
    for provider, r in day.answers.items():
        for a, b in combinations(sorted(day.brands), 2):
            both = [(o.states[a], o.states[b]) for o in r if {a, b} <= set(o.named)]
            ranks = [(x["position_rank"], y["position_rank"]) for x, y in both]
            deltas = [y - x for x, y in ranks if x and y]
            if both:
                wanted[provider, a, b] = {
                    "mention_count": len(both),
                    "brand_a_count": count(r, a),
                    "brand_b_count": count(r, b),
                    "ranked_pair_count": len(deltas),
                    "rank_delta_sum": sum(deltas),
                    "rank_delta_abs_sum": sum(map(abs, deltas)),
                }
    rows = published.read_rows(marts.co_mentions, partition)
    assert_rows(rows, ("llm_provider", "brand_a_id", "brand_b_id"), wanted)
