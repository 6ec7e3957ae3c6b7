"""Names in the answers of ai-product-bench, counted per topic. Not here: what is made of them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from onevice_assets.statistics.intervals import Floats
from resources.errors import InputError


def count_names(folder: Path) -> Iterator[tuple[str, Floats, Floats]]:
    """Count per engine the answers that hold each labelled brand's name as a whole word.

    The labels hold five products an answer at most, so their names are looked up in all texts.

    Args:
        folder: holds `*_run_*.jsonl.gz` with `model`, `query_set`, `response`,
            `products_mentioned`.

    Yields:
        Engine, answers that hold a name (topics × names), answers (topics).

    Raises:
        InputError: the folder holds no such answers.
    """
    answers = list(_read(folder))
    if not answers:
        raise InputError(
            f"No answers to split were found in {folder}: it should hold the files of "
            "ai-product-bench, *_run_*.jsonl.gz. Give their folder with --answers."
        )
    labels = {str(one["brand"]) for answer in answers for one in answer["products_mentioned"]}
    names = sorted(labels - {"", "None"}, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    for engine in sorted({one["model"] for one in answers}):
        some = [one for one in answers if one["model"] == engine]
        yield engine, *_count(some, names, pattern)


def _read(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*_run_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _count(
    answers: list[dict[str, Any]], names: list[str], pattern: re.Pattern[str]
) -> tuple[Floats, Floats]:
    rows = {name: i for i, name in enumerate(sorted({one["query_set"] for one in answers}))}
    columns = {name: i for i, name in enumerate(names)}
    counts, totals = np.zeros((len(rows), len(names))), np.zeros(len(rows))
    for one in answers:
        row = rows[one["query_set"]]
        totals[row] += 1
        counts[row, [columns[name] for name in set(pattern.findall(one["response"]))]] += 1
    return counts, totals
