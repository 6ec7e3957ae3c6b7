"""The floors on the labelled real answers: a change that reads worse does not pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.brand_monitor.brand_states.bench import bench_brand_states
from onevice_assets.brand_monitor.brand_states.evaluate import evaluate_files

pytestmark = pytest.mark.shared
GOLD = Path(__file__).parents[5] / "shared" / "data" / "gold"


@cache
def _told() -> dict[str, Any]:
    files = GOLD / "answers.jsonl", GOLD / "labels.jsonl", GOLD / "catalogue.csv"
    return evaluate_files(*files)


def test_brands_of_a_large_catalogue_are_detected() -> None:
    assert _told()["detection"]["all"]["f1"] >= 0.97
    assert _told()["detection"]["offer"]["f1"] >= 0.97


def test_brands_are_discovered_without_a_catalogue() -> None:
    assert _told()["discovery"]["offer"]["f1"] >= 0.8


def test_presence_is_told_apart() -> None:
    assert _told()["presence"]["macro_f1"] >= 0.95


def test_ranks_are_the_answers_own() -> None:
    assert _told()["rank"]["exact"] >= 0.92
    assert _told()["rank"]["within_one"] >= 0.96


def test_the_automaton_beats_one_regex_per_brand_ten_times() -> None:
    assert bench_brand_states(answers=30, names=2_000, sizes=(100,))["speedup_over_naive"] >= 10
