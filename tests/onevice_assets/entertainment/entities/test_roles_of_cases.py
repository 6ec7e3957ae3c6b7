"""The reading of people and roles keeps the quality that docs/benchmarks/roles.md tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onevice_assets.entertainment.entities.evaluate_roles import evaluate_file

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module", params=["development", "held_out", "kinds"])
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return evaluate_file(CASES / f"{request.param}.jsonl")


def test_nine_of_ten_people_are_found_and_are_people(figures: dict[str, Any]) -> None:
    assert figures["person"]["precision"] >= 0.95
    assert figures["person"]["recall"] >= 0.95


def test_nineteen_of_twenty_roles_are_right(figures: dict[str, Any]) -> None:
    assert figures["role"]["accuracy"] >= 0.95


def test_directors_and_creative_directors_are_told_apart(figures: dict[str, Any]) -> None:
    assert figures["director_vs_creative_director"]["accuracy"] >= 0.95


def test_layouts_that_are_still_hard_do_not_get_worse() -> None:
    layouts = evaluate_file(CASES / "layouts.jsonl")
    assert layouts["person"]["f1"] >= 0.95
    assert layouts["role"]["accuracy"] >= 0.89
    assert layouts["director_vs_creative_director"]["accuracy"] >= 0.9


def test_no_text_is_in_both_files() -> None:
    held, seen = (
        set((CASES / f"{n}.jsonl").read_text("utf-8").splitlines())
        for n in ("held_out", "development")
    )
    assert not held & seen
    assert len(held) >= 50
    assert len(held) + len(seen) >= 150
