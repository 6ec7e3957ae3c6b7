"""Measure the direction of comparisons against labelled sentences.

Lines are JSON objects as in CompSent-19: `sentence`, `object_a`, `object_b` and
`most_frequent_label` (BETTER: a is better than b; WORSE; NONE). The shipped model was trained on
four fifths of the pairs of names, chosen by a hash of the pair; only the others are scored unless
everything is asked for. Used by `onevice evaluate comparisons` and by the training script.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onevice_assets.brand_monitor.brand_states.comparing.compare_direction import Direction, compare
from onevice_assets.brand_monitor.brand_states.comparing.tag_comparison import Span
from onevice_assets.brand_monitor.brand_states.measuring.evaluate import measure_classes
from resources.errors import InputError

_COLUMNS = ("sentence", "object_a", "object_b", "most_frequent_label")
_LABELS = ("BETTER", "WORSE", "NONE")
_HELD_OUT_PERCENT = 20


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A labelled line, with the places of its two names.

    Attributes:
        row: the line as given.
        a: offsets of `object_a` in the sentence; None where it is not found.
        b: offsets of `object_b`.
        label: `better`, `worse` or `none`.
        pair: both names in small letters, sorted.
    """

    row: dict[str, Any]
    a: Span | None
    b: Span | None
    label: str
    pair: tuple[str, str]


def read_sentences(path: Path) -> list[LabelledSentence]:
    """Read labelled sentences from JSON lines, packed with gzip or not.

    Raises:
        InputError: where the file or a line of it cannot be used, naming the line.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    lines = enumerate(text.split("\n"), start=1)
    return [_read_line(path, number, line) for number, line in lines if line.strip()]


def is_held_out(pair: tuple[str, str]) -> bool:
    """Whether the shipped model has seen no sentence about this pair of names."""
    digest = hashlib.sha256("|".join(pair).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest, "big") % 100 < _HELD_OUT_PERCENT


def evaluate_comparisons(
    path: Path, *, everything: bool = False, with_errors: bool = False
) -> dict[str, Any]:
    """Score the shipped model on labelled sentences.

    Args:
        path: JSON lines of labelled sentences.
        everything: also score pairs of names that the model was trained on.
        with_errors: also list every sentence that was judged differently.

    Returns:
        Counts, `macro_f1`, `accuracy`, `per_class`, `confusion` and `pairs_per_second_per_core`.

    Raises:
        InputError: where the file cannot be used, or nothing in it is left to score.
    """
    sentences = read_sentences(path)
    placed = [one for one in sentences if one.a and one.b]
    scored = [one for one in placed if everything or is_held_out(one.pair)]
    if not scored:
        raise InputError(f"{path} holds no pair that was kept out of training; try --all.")
    started = time.process_time()
    told = [compare(one.row["sentence"], one.a, one.b) for one in scored if one.a and one.b]
    seconds = time.process_time() - started
    figures = {
        "sentences": len(sentences),
        "scored": len(scored),
        "left_out": {
            "names_not_found": len(sentences) - len(placed),
            "pairs_trained_on": len(placed) - len(scored),
        },
        "holds_pairs_trained_on": any(not is_held_out(one.pair) for one in scored),
        **score((one.label, direction.label) for one, direction in zip(scored, told, strict=True)),
        "pairs_per_second_per_core": round(len(scored) / max(seconds, 1e-9)),
    }
    return {**figures, "errors": list_errors(scored, told)} if with_errors else figures


def score(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Accuracy, macro F1 and the figures per class of (label, ours)."""
    judged = list(pairs)
    right = sum(label == ours for label, ours in judged)
    classes = measure_classes(judged)
    return {
        "macro_f1": classes["macro_f1"],
        "accuracy": round(right / max(1, len(judged)), 4),
        "per_class": classes["per_class"],
        "confusion": classes["confusion"],
    }


def list_errors(
    sentences: Sequence[LabelledSentence], told: Sequence[Direction]
) -> list[dict[str, Any]]:
    """Every sentence that was judged differently from its label."""
    return [
        {
            "gold": one.label,
            "ours": direction.label,
            "probability": round(direction.probability, 3),
            **{name: one.row[name] for name in _COLUMNS[:3]},
        }
        for one, direction in zip(sentences, told, strict=True)
        if one.label != direction.label
    ]


def _read_line(path: Path, number: int, line: str) -> LabelledSentence:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{path} line {number} is not JSON: {error.msg}.") from error
    if not isinstance(row, dict) or not all(isinstance(row.get(c), str) for c in _COLUMNS):
        raise InputError(f"{path} line {number} has not the texts {', '.join(_COLUMNS)}.")
    if row["most_frequent_label"] not in _LABELS:
        raise InputError(f"{path} line {number} is labelled none of {', '.join(_LABELS)}.")
    names = row["object_a"], row["object_b"]
    a, b = _place_both(row["sentence"], *names)
    first, second = sorted(name.lower() for name in names)
    return LabelledSentence(row, a, b, row["most_frequent_label"].lower(), (first, second))


def _place_both(sentence: str, a: str, b: str) -> tuple[Span | None, Span | None]:
    """First places of two names that do not overlap; the longer name is placed first."""
    if len(b) > len(a):
        other, one = _place_both(sentence, b, a)
        return one, other
    span = _place(sentence, a, (0, 0))
    return span, _place(sentence, b, span or (0, 0))


def _place(sentence: str, name: str, taken: Span) -> Span | None:
    """First place of a name outside of a taken one: as a whole word, else anywhere."""
    if not name:
        return None
    for pattern in (rf"(?<!\w){re.escape(name)}(?!\w)", re.escape(name)):
        for found in re.finditer(pattern, sentence):
            if found.end() <= taken[0] or found.start() >= taken[1]:
                return found.span()
    return None
