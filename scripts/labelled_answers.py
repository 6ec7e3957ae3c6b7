"""The labelled answers that the brand states are trained and measured on, from four sources.

Answers of public sets stay in `../shared/data`; the labels of `gold/` point into them. Used by the
training scripts and by tests; nothing of it is shipped. See `gold/README.md`.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GOLD = Path(__file__).parent.parent / "gold"
QUALITY = (
    GOLD.parent / "onevice_assets" / "brand_monitor" / "brand_states" / "measuring" / "quality"
)
Row = dict[str, Any]


@dataclass(frozen=True)
class LabelledSet:
    """Answers with their labels.

    Attributes:
        name: development, ai_product_bench, dragon_lens, written or held_out.
        answers: rows with `answer_id`, `question`, `engine`, `text`.
        labels: rows of the form of `../shared/data/gold/labels.jsonl`.
    """

    name: str
    answers: list[Row]
    labels: list[Row]


def read_sets(shared: Path) -> list[LabelledSet]:
    """Every set that may be trained on; `shared` is the folder `../shared/data`."""
    development = shared / "gold"
    topics = _topics(shared / "llm_answers" / "ai_product_bench")
    answers = [
        {**row, "topic": topics[row["question"]]} for row in _read(development / "answers.jsonl")
    ]
    sets = [LabelledSet("development", answers, _read(development / "labels.jsonl"))]
    for name, find in (("ai_product_bench", _bench_answers), ("dragon_lens", _lens_answers)):
        labels = _read(GOLD / f"{name}.labels.jsonl")
        found = find(shared / "llm_answers" / name, {row["answer_id"] for row in labels})
        sets.append(LabelledSet(name, found, labels))
    answers, labels = _read(GOLD / "written.answers.jsonl"), _read(GOLD / "written.labels.jsonl")
    return [*sets, LabelledSet("written", answers, labels)]


def read_held_out() -> LabelledSet:
    """The answers that no rule was written and no weight was trained on."""
    return LabelledSet(
        "held_out", _read(QUALITY / "answers.jsonl"), _read(QUALITY / "labels.jsonl")
    )


def question_group(answer: Row) -> str:
    """The question behind an answer, whatever its wording: cross-validation never splits one."""
    return str(answer.get("topic") or answer["question"])


def _topics(folder: Path) -> dict[str, str]:
    """The topic of every wording of a question."""
    return {row["query_text"]: row["query_set"] for _, row in _bench_rows(folder)}


def _bench_answers(folder: Path, wanted: set[str]) -> list[Row]:
    return [
        {"answer_id": answer_id, "question": row["query_text"], "engine": row["model"],
         "text": row["response"], "topic": row["query_set"]}
        for answer_id, row in _bench_rows(folder)
        if answer_id in wanted
    ]  # fmt: skip


def _bench_rows(folder: Path) -> Iterator[tuple[str, Row]]:
    for path in sorted(folder.glob("*_run_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                yield f"apb:{path.name.split('.')[0]}:{number}", json.loads(line)


def _lens_answers(folder: Path, wanted: set[str]) -> list[Row]:
    with gzip.open(folder / "gold_pairs_chatgpt.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        {"answer_id": f"dragon:{number}", "question": row["vertical"], "engine": row["model"],
         "text": row["response_en_full"]}
        for number, row in enumerate(rows)
        if f"dragon:{number}" in wanted
    ]  # fmt: skip


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
