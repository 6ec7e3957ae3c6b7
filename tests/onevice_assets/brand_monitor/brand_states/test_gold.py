"""The floors on the labelled real answers: a change that reads worse does not pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.brand_monitor.brand_states.catalogue import catalogue_from_names
from onevice_assets.brand_monitor.brand_states.extract import Extractor
from onevice_assets.brand_monitor.brand_states.measuring.bench import bench_brand_states
from onevice_assets.brand_monitor.brand_states.measuring.evaluate import (
    evaluate_files,
    read_catalogue,
    read_json_lines,
)
from tests import convert_dragon_lens

pytestmark = pytest.mark.shared
DATA = Path(__file__).parents[5] / "shared" / "data"
GOLD, LENS = DATA / "gold", DATA / "llm_answers" / "dragon_lens"


@cache
def _told() -> dict[str, Any]:
    files = GOLD / "answers.jsonl", GOLD / "labels.jsonl", GOLD / "catalogue.csv"
    return evaluate_files(*files)


def test_brands_of_a_large_catalogue_are_detected() -> None:
    assert _told()["detection"]["all"]["f1"] >= 0.97
    assert _told()["detection"]["offer"]["f1"] >= 0.97


def test_brands_are_discovered_without_a_catalogue() -> None:
    assert _told()["discovery"]["offer"]["f1"] >= 0.88


def test_presence_is_told_apart() -> None:
    assert _told()["presence"]["macro_f1"] >= 0.95


def test_ranks_are_the_answers_own() -> None:
    assert _told()["rank"]["exact"] >= 0.95
    assert _told()["rank"]["within_one"] >= 0.97


def test_beliefs_are_read_as_the_shipped_model_learned_them() -> None:
    """It was trained on these answers: a guard, no measure; docs/benchmarks/beliefs.md has that."""
    assert _told()["belief"]["macro_f1"] >= 0.6


def test_answers_of_six_other_models_give_the_brands_their_labellers_found(tmp_path: Path) -> None:
    convert_dragon_lens.write_files(LENS, tmp_path)
    answers, labels = tmp_path / "answers.jsonl", tmp_path / "labels.jsonl"
    gold = {(row["answer_id"], row["brand"]) for row in read_json_lines(labels)}
    extractor = Extractor(catalogue_from_names(read_catalogue(tmp_path / "catalogue.csv")))
    offered = {
        (row["answer_id"], state.name)
        for row in read_json_lines(answers)
        for state in extractor.read(row["text"])
        if state.presence == "recommended"
    }
    assert len(offered & gold) / len(gold) >= 0.9
    assert len(offered & gold) / len(offered) >= 0.93


@pytest.mark.timed
def test_the_automaton_beats_one_regex_per_brand_ten_times() -> None:
    told = bench_brand_states(answers=30, names=2_000, sizes=(100,), growth=(10,))
    assert told["speedup_over_naive"] >= 10
