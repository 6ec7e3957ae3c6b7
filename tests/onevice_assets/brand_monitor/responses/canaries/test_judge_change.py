"""One provider's day: which evidence makes which verdict, and what a person reads of it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from onevice_assets.brand_monitor.responses.canaries.judge_change import (
    History,
    compare_served,
    judge_change,
)

DAY = date(2026, 11, 20)
COLOURS = ["red, blue, green", "red, blue, yellow", "blue, red, green"]
OTHERS = ["**Teal**, *ochre*", "**Teal**, *mauve*", "**Ochre**, *teal*"]
PROMPTS = ("Name colours.", "Name birds.", "Define gravity.")


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def answers(days: Mapping[int, list[str]]) -> dict[str, list[tuple[date, str]]]:
    """Canary answers by days ago: one of the list, by chance, to every canary."""
    noise = random.Random(3)
    return {
        prompt: [(ago(back), noise.choice(days[back])) for back in sorted(days, reverse=True)]
        for prompt in PROMPTS
    }


def names(days: Mapping[int, str]) -> dict[date, frozenset[str]]:
    """Served models by days ago, separated by `+`; an empty text says nothing."""
    return {ago(back): frozenset(filter(None, text.split("+"))) for back, text in days.items()}


STEADY = answers(dict.fromkeys(range(35), COLOURS))
MOVED = answers({back: OTHERS if back < 4 else COLOURS for back in range(35)})
NONE: dict[str, list[tuple[date, str]]] = {}
FEW = {"Name colours.": [(ago(back), "red") for back in (20, 15, 10, 5, 2, 0)]}
A = dict.fromkeys(range(29), "gpt-a")


@pytest.mark.parametrize(
    ("served", "canaries", "verdict", "said"),
    [
        ({}, NONE, "unknown", "does not say which model answers"),
        ({0: "gpt-a"}, NONE, "unknown", "of the 28 days before nothing is known"),
        (A, NONE, "unknown", "No canary was asked of it"),
        (A, FEW, "unknown", "needs 3 answers of the last 7 days and 3 of the 28 days before"),
        (A, STEADY, "stable", "as in the 28 days before"),
        (A, MOVED, "model_changed", "differ from those of before"),
        ({}, STEADY, "stable", "no more than by chance"),
        ({}, MOVED, "model_changed", "does not say which model answers"),
        (A | {0: "gpt-b"}, NONE, "model_changed", "gpt-b answers; in the 28 days before it was"),
        (A | {0: "gpt-b"}, STEADY, "model_changed", "last changed on 2026-11-20"),
        (A | {0: ""}, STEADY, "stable", "does not say"),
        (dict.fromkeys(range(29), "gpt-a+gpt-b"), STEADY, "stable", "gpt-a, gpt-b answers"),
        (A | {0: "gpt-a+gpt-b"}, NONE, "model_changed", "gpt-a, gpt-b answers"),
        (A, answers(dict.fromkeys((0, 1, 20, 30), COLOURS)), "unknown", "2 and 2 at most"),
        (A, answers(dict.fromkeys((0,), COLOURS)), "unknown", "1 and 0 at most"),
        (A, answers(dict.fromkeys((0, 3, 6, 12, 20, 34), COLOURS)), "stable", "mean distance"),
    ],
)
def test_the_evidence_makes_the_verdict_and_the_reason_says_it(
    served: dict[int, str],
    canaries: dict[str, list[tuple[date, str]]],
    verdict: str,
    said: str,
) -> None:
    found = judge_change("openai", DAY, History(names(served), canaries))
    assert found["verdict"] == verdict, found["reason"]
    assert said in found["reason"]


def test_a_changed_name_is_told_with_both_names_and_its_day() -> None:
    served = names({**dict.fromkeys(range(3, 29), "gpt-a"), 2: "gpt-b", 1: "", 0: "gpt-b"})
    found = judge_change("openai", DAY, History(served))
    assert json.loads(found["served_models"]) == ["gpt-b"]
    assert json.loads(found["earlier_served_models"]) == ["gpt-a", "gpt-b"]
    assert (found["is_served_model_changed"], found["served_model_changed_on"]) == (True, ago(2))
    assert "gpt-b answers; in the 28 days before it was gpt-a, gpt-b" in found["reason"]


def test_a_name_that_changed_more_than_28_days_ago_is_the_name_of_before() -> None:
    served = names({**dict.fromkeys(range(29, 35), "gpt-a"), **dict.fromkeys(range(29), "gpt-b")})
    found = compare_served(DAY, served)
    assert (found.is_changed, found.changed_on) == (False, None)


def test_a_silent_update_tells_its_figures_and_the_canary_that_moved_most() -> None:
    found = judge_change("openai", DAY, History(names(A), MOVED))
    assert found["is_served_model_changed"] is False
    assert found["canary_p_value"] < 0.01
    assert found["canary_distance"] > found["earlier_canary_distance"]
    assert (found["canary_count"], found["canary_response_count"]) == (3, 21)
    assert found["earlier_canary_response_count"] == 84
    assert any(prompt in found["reason"] for prompt in PROMPTS)


def test_days_after_the_day_and_before_the_35_are_not_looked_at() -> None:
    late = {prompt: [*STEADY[prompt], (ago(-1), "x"), (ago(-2), "x")] for prompt in PROMPTS}
    early = {prompt: [*((ago(n), "y") for n in (50, 40, 35)), *late[prompt]] for prompt in PROMPTS}
    served = names(A) | {ago(-1): frozenset({"gpt-b"}), ago(40): frozenset({"gpt-c"})}
    assert judge_change("openai", DAY, History(served, early)) == judge_change(
        "openai", DAY, History(names(A), STEADY)
    )
