"""Measure the extractor on labelled answers that are shipped with it and that nothing was tuned on.

Thirty answers of many kinds in six languages (`quality/`); the larger measurements need the data
sets of `../shared` and run in the tests.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

from onevice_assets.brand_monitor.brand_states.measuring.evaluate import evaluate, read_json_lines

FLOORS = {"detection": 0.95, "presence": 0.68, "recommended": 0.84, "rank_within_one": 0.8}


def measure_quality() -> dict[str, float]:
    """Figures of the shipped answers, 0 to 1, by the names of `FLOORS`."""
    with as_file(files(__package__) / "quality") as folder:
        answers = read_json_lines(folder / "answers.jsonl")
        labels = read_json_lines(folder / "labels.jsonl")
    told: dict[str, Any] = evaluate(answers, labels, sorted({row["brand"] for row in labels}))
    return {
        "detection": told["detection"]["all"]["f1"],
        "presence": told["presence"]["macro_f1"],
        "recommended": told["presence"]["per_class"]["recommended"]["f1"],
        "rank_within_one": told["rank"]["within_one"],
    }


def list_fallen(figures: dict[str, float]) -> list[str]:
    """The figures below their floor, as sentences."""
    return [
        f"{name} is {figures[name]}, below its floor of {floor}."
        for name, floor in FLOORS.items()
        if figures[name] < floor
    ]
