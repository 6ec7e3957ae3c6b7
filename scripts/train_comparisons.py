"""Train the model of `compare_direction` on CompSent-19 and write its training report.

    .venv/bin/python scripts/train_comparisons.py ../shared/data/stance/compsent19.jsonl.gz

The shipped model sees four fifths of the pairs of names; the report's figures come from
cross-validation over all rows, in which no pair (or name, or domain) is on both sides. What stands
in the report from "What was tried" on is written by hand and kept. The same data gives the same
model; takes some three minutes on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from report_comparisons import write_report
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from onevice_assets.brand_monitor.brand_states.comparing.compare_direction import (
    LABELS,
    MODEL,
    judge,
)
from onevice_assets.brand_monitor.brand_states.comparing.comparison_features import (
    flip,
    make_features,
)
from onevice_assets.brand_monitor.brand_states.comparing.tag_comparison import (
    Reading,
    read_comparison,
)
from onevice_assets.brand_monitor.brand_states.linear_model import (
    LinearModel,
    pack_model,
    unpack_model,
)
from onevice_assets.brand_monitor.brand_states.measuring.evaluate_comparisons import (
    LabelledSentence,
    is_held_out,
    read_sentences,
    score,
)

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "onevice_assets/brand_monitor/brand_states/models"
REPORT = ROOT / "docs/benchmarks/comparisons.md"
C = 0.1
MIN_COUNT = 6  # rows of training that a feature must hold in
FLIP_WEIGHT = 0.3  # of a sentence with its judgements turned round
LEANS = {"better": 1.0, "worse": 1.3, "none": 0.75}  # towards the rare classes, for macro F1
FOLDS = 10
FLIPPED = [1, 0, 2]  # places of better, worse, none when judgements are turned round


@dataclass(frozen=True)
class Data:
    """Readings with their features, their mirror images' features, and what people said."""

    sentences: list[LabelledSentence]
    readings: list[Reading]
    names: np.ndarray
    given: sp.csr_matrix
    flipped: sp.csr_matrix
    targets: np.ndarray


def prepare(sentences: list[LabelledSentence]) -> Data:
    """Read every sentence; names in the files stand in reading order or are turned to it."""
    readings = [_read(one) for one in sentences]
    vectorizer = DictVectorizer(dtype=np.float64)
    given = vectorizer.fit_transform([make_features(one) for one in readings])
    turned = [make_features(flip(one)) for one in readings]
    flipped = vectorizer.transform([_without_words(one) for one in turned])
    targets = np.array([_target(one) for one in sentences])
    names = vectorizer.get_feature_names_out()
    return Data(sentences, readings, names, given.tocsr(), flipped.tocsr(), targets)


def _read(one: LabelledSentence) -> Reading:
    if one.a is None or one.b is None:
        raise SystemExit(f"A name is not in its sentence: {one.pair}.")
    reading = read_comparison(one.row["sentence"], *sorted((one.a, one.b)))
    if reading is None:
        raise SystemExit(f"The names are too far apart: {one.pair}.")
    return reading


def _without_words(features: dict[str, float]) -> dict[str, float]:
    """A turned sentence keeps its words, so what is learned from words is left out."""
    return {name: value for name, value in features.items() if not name.startswith("w:")}


def _target(one: LabelledSentence) -> list[float]:
    """Half the published label, half the share of annotators per label; for names in order."""
    votes = np.array([int(one.row.get(f"{label}_count", 0)) for label in LABELS], dtype=float)
    label = np.array([float(one.label == name) for name in LABELS])
    target = (label + votes / votes.sum()) / 2 if votes.sum() else label
    return list(target[FLIPPED] if one.a and one.b and one.a > one.b else target)


def train(data: Data, rows: np.ndarray) -> LinearModel:
    """Fit on some rows and on their turned images, softly labelled."""
    both = sp.vstack([data.given[rows], data.flipped[rows]]).tocsr()
    counts = np.asarray((both > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero(counts >= MIN_COUNT)
    both = both[:, kept]
    targets = np.vstack([data.targets[rows], FLIP_WEIGHT * data.targets[rows][:, FLIPPED]])
    weights = targets.T.ravel()
    used = np.flatnonzero(weights > 0)
    labels = np.repeat(np.arange(len(LABELS)), both.shape[0])
    fitted = LogisticRegression(C=C, max_iter=1000, tol=1e-4).fit(
        sp.vstack([both] * len(LABELS)).tocsr()[used], labels[used], sample_weight=weights[used]
    )
    leans = np.log([LEANS[name] for name in LABELS])
    intercepts = tuple(float(value) for value in fitted.intercept_ + leans)
    names = data.names[kept]
    weighed = {str(name): tuple(map(float, fitted.coef_[:, k])) for k, name in enumerate(names)}
    return unpack_model(pack_model(LinearModel(tuple(LABELS), intercepts, weighed)))


def judge_rows(data: Data, model: LinearModel, rows: Iterable[int]) -> dict[int, str]:
    """Our label of each row, the way the product judges it."""
    told = {}
    for row in rows:
        direction = judge(data.readings[row], model)
        one = data.sentences[row]
        turned = one.a and one.b and one.a > one.b
        told[row] = (direction.mirrored() if turned else direction).label
    return told


def cross_validate(
    data: Data, folds: Sequence[int], shares: Callable[[np.ndarray], np.ndarray]
) -> dict[str, Any]:
    """Figures over all rows, each judged by a model of rows that share nothing with its fold.

    Args:
        data: everything.
        folds: fold of each row.
        shares: rows that must not be trained on when these rows are tested.
    """
    told: dict[int, str] = {}
    for fold in sorted(set(folds)):
        tested = np.flatnonzero(np.array(folds) == fold)
        trained = np.setdiff1d(np.arange(len(folds)), shares(tested))
        told |= judge_rows(data, train(data, trained), tested)
    labels = [one.label for one in data.sentences]
    return score((labels[row], told[row]) for row in range(len(labels)))


def fold_of(name: object) -> int:
    """A fold that depends on a name alone."""
    digest = hashlib.sha256(f"fold|{name}".encode()).digest()
    return int.from_bytes(digest, "big") % FOLDS


def validate(data: Data) -> dict[str, dict[str, Any]]:
    """Held-out pairs, held-out names and held-out domains."""
    pairs = [one.pair for one in data.sentences]
    domains = [one.row.get("domain", "") for one in data.sentences]

    def rows_with_names_of(tested: np.ndarray) -> np.ndarray:
        names = {name for row in tested for name in pairs[row]}
        return np.array([row for row, pair in enumerate(pairs) if names & set(pair)])

    numbers = {domain: number for number, domain in enumerate(sorted(set(domains)))}
    return {
        "held-out pairs": cross_validate(data, [fold_of(pair) for pair in pairs], np.array),
        "held-out names": cross_validate(
            data, [fold_of(pair[0]) for pair in pairs], rows_with_names_of
        ),
        "held-out domain": cross_validate(data, [numbers[one] for one in domains], np.array),
    }


def ship(data: Data) -> tuple[bytes, dict[str, Any], float]:
    """The model of the pairs not held out, its figures on those that are, and µs per pair."""
    held = np.array([is_held_out(one.pair) for one in data.sentences])
    model = train(data, np.flatnonzero(~held))
    started = time.process_time()
    told = judge_rows(data, model, np.flatnonzero(held))
    for row in told:
        _read(data.sentences[row])
    spent = (time.process_time() - started) / len(told) * 1e6
    figures = score((data.sentences[row].label, ours) for row, ours in told.items())
    return pack_model(model), {**figures, "rows": len(told)}, spent


def main() -> None:
    """Train, validate, write model and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sentences", type=Path, help="compsent19.jsonl.gz")
    today = datetime.now(UTC).date().isoformat()
    parser.add_argument("--date", default=today, help="date the report shows")
    given = parser.parse_args()
    data = prepare(read_sentences(given.sentences))
    packed, shipped, spent = ship(data)
    MODELS.mkdir(exist_ok=True)
    (MODELS / f"{MODEL}.json.gz").write_bytes(packed)
    facts = {
        "date": given.date,
        "folds": FOLDS,
        "leans": ", ".join(f"{name} {value}" for name, value in LEANS.items()),
        "kilobytes": len(packed) / 1000,
        "spent": spent,
    }
    write_report(REPORT, data.sentences, validate(data), shipped, facts)


if __name__ == "__main__":
    main()
