"""Measure brand states against labelled answers (`onevice evaluate brand-states`).

Answers and labels are JSON lines as in the gold set: `answer_id`, `text`; `answer_id`, `brand`,
`kind`, `presence`, `rank`, `belief`. What is measured is issue 2's list; the command line only
prints what these functions return.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onevice_assets.brand_monitor.brand_states.catalogue import catalogue_from_names
from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import (
    MIN_CONFIDENCE,
    discover,
)
from onevice_assets.brand_monitor.brand_states.extract import BrandState, Extractor
from resources.errors import InputError
from resources.identity import normalize_brand_name

_MIN_ROWS = 20


@dataclass(frozen=True)
class Pair:
    """A label with the state we read for the same brand in the same answer."""

    answer_id: str
    label: dict[str, Any]
    state: BrandState


def read_json_lines(path: Path, fields: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Read a JSON-lines file of objects that have an `answer_id` and `fields`; a BOM may open it.

    Raises:
        InputError: naming the file and the first line that is not such an object.
    """
    rows = []
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path} line {number} is not JSON: {error.msg}.") from error
        if not isinstance(row, dict) or "answer_id" not in row:
            raise InputError(f"{path} line {number} is not an object with an answer_id.")
        if missing := [name for name in fields if name not in row]:
            raise InputError(f"{path} line {number} lacks {', '.join(missing)}; add it.")
        rows.append(row)
    if not rows:
        raise InputError(f"{path} is empty; give a file of JSON lines with an answer_id each.")
    return rows


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"{path} is no file; give one that exists.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        raise InputError(f"{path} is not UTF-8 ({where}); save it as UTF-8.") from error


def read_catalogue(path: Path) -> list[str]:
    """Read the brand names of a CSV with the column `brand`.

    Raises:
        InputError: where the file cannot be read or the column is missing.
    """
    rows = csv.DictReader(io.StringIO(_read_text(path), newline=""))
    if "brand" not in (rows.fieldnames or []):
        raise InputError(f"{path} has no column `brand`; found {rows.fieldnames}.")
    return [row["brand"] for row in rows if row["brand"]]


def evaluate_files(
    answers: Path, labels: Path, catalogue: Path | None, *, with_errors: bool = False
) -> dict[str, Any]:
    """Measure the reading of labelled answers; see `evaluate` and `measure_discovery`.

    Args:
        answers: JSON lines with `answer_id` and `text`.
        labels: JSON lines of the gold set's form.
        catalogue: CSV with the column `brand`; None takes the brands of the labels.
        with_errors: also list every difference.

    Returns:
        The figures as a JSON-ready dictionary.

    Raises:
        InputError: when a file cannot be read as said.
    """
    texts = read_json_lines(answers, ("text",))
    gold = read_json_lines(labels, ("brand", "kind", "presence", "rank", "belief"))
    names = read_catalogue(catalogue) if catalogue else sorted({row["brand"] for row in gold})
    told = evaluate(texts, gold, names)
    told["discovery"] = measure_discovery(texts, gold)
    if not with_errors:
        del told["errors"]
    return told


def evaluate(
    answers: Sequence[dict[str, Any]], labels: Sequence[dict[str, Any]], names: Sequence[str]
) -> dict[str, Any]:
    """Measure everything that a catalogue allows.

    Args:
        answers: rows with `answer_id` and `text`.
        labels: rows with `answer_id`, `brand`, `kind`, `presence`, `rank`, `belief`.
        names: brand names of the catalogue.

    Returns:
        `detection`, `presence`, `rank`, `belief`, `answers_per_second_per_core`, `errors`.
    """
    extractor = Extractor(catalogue_from_names(names))
    started = time.process_time()
    read = {row["answer_id"]: extractor.read(row["text"]) for row in answers}
    seconds = time.process_time() - started
    found = {answer: {_key(s.name): s for s in states} for answer, states in read.items()}
    pairs = [
        Pair(row["answer_id"], row, found[row["answer_id"]][_key(row["brand"])])
        for row in labels
        if _key(row["brand"]) in found.get(row["answer_id"], {})
    ]
    return {
        "detection": measure_detection(found, labels),
        "presence": measure_presence(pairs),
        "rank": measure_rank(pairs),
        "belief": measure_classes((p.label["belief"], p.state.belief) for p in pairs),
        "answers_per_second_per_core": round(len(answers) / max(seconds, 1e-9), 1),
        "errors": list_errors(found, labels, pairs),
    }


def measure_detection(
    found: dict[str, dict[str, BrandState]], labels: Sequence[dict[str, Any]]
) -> dict[str, dict[str, float]]:
    """Micro precision, recall and F1 over (answer, brand): all kinds, and `offer` alone.

    For `offer`, a found brand that is labelled with another kind counts neither way.
    """
    kinds = {(row["answer_id"], _key(row["brand"])): row["kind"] for row in labels}
    hits = [(a, brand) for a, states in found.items() for brand in states]
    named = [hit for hit in hits if found[hit[0]][hit[1]].presence != "ignored"]
    result = {}
    for kind in ("all", "offer"):
        wanted = {key for key, value in kinds.items() if kind in ("all", value)}
        counted = [hit for hit in named if hit in wanted or hit not in kinds]
        right = sum(hit in wanted for hit in counted)
        result[kind] = _scores(right, len(counted), len(wanted))
    return result


def measure_discovery(
    answers: Sequence[dict[str, Any]], labels: Sequence[dict[str, Any]]
) -> dict[str, dict[str, float]]:
    """Detection with an empty catalogue: what `discover` finds over these answers alone."""
    texts = [(row["answer_id"], row["text"]) for row in answers]
    names = [one.name for one in discover(texts) if one.confidence >= MIN_CONFIDENCE]
    extractor = Extractor(catalogue_from_names(names))
    read = {answer: {_key(s.name): s for s in extractor.read(text)} for answer, text in texts}
    return measure_detection(read, labels)


def measure_presence(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Presence per class over brands that both name, macro over classes with enough rows."""
    return measure_classes((p.label["presence"], p.state.presence) for p in pairs)


def measure_classes(pairs: Iterable[tuple[str | None, str | None]]) -> dict[str, Any]:
    """Per-class precision, recall, F1 and count; macro F1; confusion as {gold: {ours: n}}."""
    counts = Counter((str(gold), str(ours)) for gold, ours in pairs)
    classes = sorted({gold for gold, _ in counts})
    per_class = {}
    for name in classes:
        right = counts[name, name]
        ours = sum(n for (_, o), n in counts.items() if o == name)
        gold = sum(n for (g, _), n in counts.items() if g == name)
        per_class[name] = {**_scores(right, ours, gold), "count": gold}
    large = [row["f1"] for row in per_class.values() if row["count"] >= _MIN_ROWS]
    confusion: dict[str, dict[str, int]] = {}
    for (gold_name, our_name), n in sorted(counts.items()):
        confusion.setdefault(gold_name, {})[our_name] = n
    macro = round(sum(large) / len(large), 4) if large else 0.0
    return {"macro_f1": macro, "per_class": per_class, "confusion": confusion}


def measure_rank(pairs: Sequence[Pair]) -> dict[str, float]:
    """Share of labelled ranks that ours hit exactly, and within one."""
    ranked = [(p.label["rank"], p.state.rank) for p in pairs if p.label["rank"] is not None]
    total = max(1, len(ranked))
    exact = sum(gold == ours for gold, ours in ranked)
    close = sum(ours is not None and abs(gold - ours) <= 1 for gold, ours in ranked)
    return {"exact": round(exact / total, 4), "within_one": round(close / total, 4)}


def list_errors(
    found: dict[str, dict[str, BrandState]],
    labels: Sequence[dict[str, Any]],
    pairs: Sequence[Pair],
) -> list[dict[str, Any]]:
    """Every difference from the labels: missed and extra brands, other states, ranks, beliefs."""
    wanted = {(row["answer_id"], _key(row["brand"])) for row in labels}
    errors: list[dict[str, Any]] = [
        {"error": "extra", "answer_id": a, "brand": s.name, "surface": s.surface, "start": s.start}
        for a, states in found.items()
        for brand, s in states.items()
        if (a, brand) not in wanted
    ]
    errors += [
        {"error": "missed", "answer_id": row["answer_id"], "brand": row["brand"]}
        for row in labels
        if _key(row["brand"]) not in found.get(row["answer_id"], {})
    ]
    for pair in pairs:
        ours = {"presence": pair.state.presence, "rank": pair.state.rank}
        ours["belief"] = pair.state.belief
        errors += [
            {"error": name, "answer_id": pair.answer_id, "brand": pair.label["brand"],
             "gold": pair.label[name], "ours": value}
            for name, value in ours.items()
            if pair.label[name] != value
        ]  # fmt: skip
    return errors


def _scores(right: int, found: int, wanted: int) -> dict[str, float]:
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _key(name: str) -> str:
    return normalize_brand_name(name)
