"""Train the model of `discover_brands` on the labelled answers and write its figures.

    .venv/bin/python scripts/train_discovery.py

The shipped model sees every answer that may be trained on; the figures of the report come from
cross-validation in which no question is on both sides, and from leaving out whole sets. What stands
in the report from "## What was tried" on is written by hand and kept. Takes some five minutes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from discovery_data import SIZES, Reader, by_question, select
from fit_discovery import fit, measure, scores
from labelled_answers import LabelledSet, question_group, read_sets

from onevice_assets.brand_monitor.brand_states.discovering.weigh_candidates import Judge
from onevice_assets.brand_monitor.brand_states.linear_model import pack_model, unpack_model

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "onevice_assets/brand_monitor/brand_states/models/discovery.json.gz"
REPORT = ROOT / "docs/benchmarks/discovery.md"
KEPT = "## What was tried"
FOLDS = 6

Found = dict[tuple[str, str], Counter[str]]


def cross_validate(sets: Sequence[LabelledSet], reader: Reader) -> Found:
    """Counts by set and size, every question judged by a model that never saw it."""
    questions = sorted({question_group(row) for one in sets for row in one.answers})
    found: Found = defaultdict(Counter)
    for fold in range(FOLDS):
        held = set(questions[fold::FOLDS])
        judge = Judge(fit(list(reader.partitions(sets, lambda name, held=held: name not in held))))
        for one in sets:
            _measure_sizes(one, held, judge, found)
    return found


def leave_sets_out(sets: Sequence[LabelledSet], reader: Reader) -> Found:
    """Counts by set and size, each judged by a model of the sets with other questions."""
    found: Found = defaultdict(Counter)
    for one in sets:
        held = {question_group(row) for row in one.answers}
        judge = Judge(fit(list(reader.partitions(sets, lambda name, held=held: name not in held))))
        _measure_sizes(one, held, judge, found)
    return found


def _measure_sizes(one: LabelledSet, held: set[str], judge: Judge, found: Found) -> None:
    answers = select(one, lambda name: name in held)
    tested = {row["answer_id"] for row in answers}
    for size in SIZES:
        around = one.answers if size in ("set", "ten") else answers
        if tested:
            found[one.name, size] += measure(one, around, size, judge, tested)


def _table(title: str, sets: Sequence[LabelledSet], found: Found) -> list[str]:
    lines = [
        f"### {title}",
        "",
        "| set | answers | questions | offers | " + " | ".join(SIZES) + " |",
    ]
    lines.append("| --- | --: | --: | --: |" + " --- |" * len(SIZES))
    for one in sets:
        cells = [
            "/".join(f"{value:.3f}" for value in scores(found[one.name, size])) for size in SIZES
        ]
        offers = found[one.name, "set"]["wanted"]
        lines.append(
            f"| {one.name} | {len(one.answers)} | {len(by_question(one.answers))} | {offers} | "
            + " | ".join(cells) + " |"
        )  # fmt: skip
    return [*lines, ""]


def main() -> None:
    """Cross-validate, train on everything, write the model and the report's figures."""
    sets = [one for one in read_sets(ROOT / "../shared/data") if one.answers]
    reader = Reader()
    lines = _table("Cross-validated by question", sets, cross_validate(sets, reader))
    lines += _table("Trained on the sets with other questions", sets, leave_sets_out(sets, reader))
    model = unpack_model(pack_model(fit(list(reader.partitions(sets, lambda _: True)))))
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_bytes(pack_model(model))
    shipped: Found = defaultdict(Counter)
    for one in sets:
        held = {question_group(row) for row in one.answers}
        _measure_sizes(one, held, Judge(model), shipped)
    lines += _table(
        "The shipped model on what it was trained on (no measure of quality)", sets, shipped
    )
    old = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    head, _, _ = old.partition("### Cross-validated")
    tail = old[old.index(KEPT) :] if KEPT in old else f"{KEPT}\n"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(head + "\n".join(lines) + "\n" + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
