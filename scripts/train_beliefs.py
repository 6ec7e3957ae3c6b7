"""Train which belief an answer sells (`models/beliefs.json.gz`) and write its report.

python -m scripts.train_beliefs ../shared/data

Every figure of the report is cross-validated: no question of a tested answer was trained on.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from onevice_assets.brand_monitor.brand_states.beliefs.sell_belief import NOTHING
from onevice_assets.brand_monitor.brand_states.catalogue import catalogue_from_names
from onevice_assets.brand_monitor.brand_states.deciding.decide_state import (
    belief_features,
    find_state,
)
from onevice_assets.brand_monitor.brand_states.extract import Extractor
from onevice_assets.brand_monitor.brand_states.linear_model import LinearModel, pack_model
from onevice_assets.brand_monitor.brand_states.measuring.evaluate import measure_classes
from onevice_assets.brand_monitor.brand_states.reading.read_beliefs import BELIEFS
from resources.identity import normalize_brand_name
from scripts.labelled_answers import LabelledSet, question_group, read_held_out, read_sets

_STAGE = Path(__file__).parent.parent / "onevice_assets" / "brand_monitor" / "brand_states"
_MODEL = _STAGE / "models" / "beliefs.json.gz"
_REPORT = Path(__file__).parent.parent / "docs" / "benchmarks" / "beliefs.md"
_MARKER = "## Written by hand"
_INTRO = (
    "F1 of the belief per class; macro over classes with at least 20 rows. Rows of the sets "
    "trained on are judged by a model that knows no answer to their question (leave one question "
    "out); the others by the shipped model. Made by `scripts/train_beliefs.py`."
)
_TRAINED_ON = ("development", "ai_product_bench", "dragon_lens")
_STRENGTH = 0.03  # inverse of the penalty on large weights
_RARE = 3  # features of fewer rows are left out
_FOLDS = 20  # every question its own


@dataclass(frozen=True)
class Row:
    """A labelled brand with what the belief is judged by."""

    source: str
    group: str
    features: Mapping[str, float]
    belief: str


def make_rows(labelled: LabelledSet) -> Iterator[Row]:
    """Features of every labelled brand that is found in its answer."""
    extractor = Extractor(catalogue_from_names(sorted({row["brand"] for row in labelled.labels})))
    labels = {
        (row["answer_id"], normalize_brand_name(row["brand"])): row for row in labelled.labels
    }
    for answer in labelled.answers:
        document, mentions, places = extractor.locate(answer["text"])
        for name, found in places.items():
            label = labels.get((answer["answer_id"], normalize_brand_name(name)))
            if label is None:
                continue
            presence, place = find_state(document, found, mentions)
            features = belief_features(document, found, place, presence)
            belief = label["belief"] or NOTHING
            yield Row(labelled.name, question_group(answer), features, belief)


def predict(model: LinearModel, row: Row) -> str:
    """As the product decides: a citation says nothing about a brand."""
    return NOTHING if "place=cite" in row.features else model.predict(row.features)


def fit(rows: Sequence[Row]) -> LinearModel:
    """Fit a softmax with an L2 penalty; rare classes weigh more, by the root of their rarity."""
    counts = Counter(feature for row in rows for feature in row.features)
    classes = Counter(row.belief for row in rows)
    weights = {name: (len(rows) / len(classes) / count) ** 0.5 for name, count in classes.items()}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [
            {name: value for name, value in row.features.items() if counts[name] >= _RARE}
            for row in rows
        ]
    )
    model = LogisticRegression(C=_STRENGTH, class_weight=weights, max_iter=2000, tol=1e-4)
    model.fit(matrix, [row.belief for row in rows])
    by_name = zip(vectorizer.get_feature_names_out(), np.asarray(model.coef_).T, strict=True)
    return LinearModel(
        tuple(model.classes_),
        tuple(float(value) for value in model.intercept_),
        {str(name): [float(weight) for weight in row] for name, row in by_name},
    )


def cross_validate(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Figures per set, every row judged by a model that knows nothing of its question."""
    groups = sorted({row.group for row in rows})
    np.random.RandomState(1).shuffle(groups)
    fold = {group: index % _FOLDS for index, group in enumerate(groups)}
    pairs: dict[str, list[tuple[str, str]]] = {}
    for number in range(_FOLDS):
        model = fit([row for row in rows if fold[row.group] != number])
        for row in rows:
            if fold[row.group] == number:
                ours = predict(model, row)
                pairs.setdefault(row.source, []).append((row.belief, ours))
    return {source: measure_classes(found) for source, found in pairs.items()}


def main(shared: Path) -> None:
    """Train, validate, write the model and print the report's figures."""
    sets = read_sets(shared)
    trained = [row for one in sets if one.name in _TRAINED_ON for row in make_rows(one)]
    figures = cross_validate(trained)
    model = fit(trained)
    _MODEL.parent.mkdir(exist_ok=True)
    _MODEL.write_bytes(pack_model(model))
    for one in (*sets, read_held_out()):
        if one.name not in _TRAINED_ON:
            pairs = [(row.belief, predict(model, row)) for row in make_rows(one)]
            figures[one.name] = measure_classes(pairs)
    report = write_report(figures)
    _REPORT.write_text(report, encoding="utf-8")
    sys.stdout.write(report)


def write_report(figures: Mapping[str, dict[str, Any]]) -> str:
    """The report as Markdown: what is written by hand below the marker stays."""
    names = (*BELIEFS, "truth", NOTHING)
    lines = ["# Which belief an answer sells", "", f"{_INTRO}", ""]
    lines += [f"| set | macro F1 | rows | {' | '.join(names)} |", f"| --- {'| ---: ' * 9}|"]
    for source, told in figures.items():
        rows = sum(row["count"] for row in told["per_class"].values())
        cells = [told["per_class"].get(name, {}).get("f1", "–") for name in names]
        trained = "" if source in _TRAINED_ON else " (never trained on)"
        lines.append(
            f"| {source}{trained} | {told['macro_f1']} | {rows} | {' | '.join(map(str, cells))} |"
        )
    old = _REPORT.read_text(encoding="utf-8") if _REPORT.exists() else _MARKER
    return "\n".join([*lines, "", _MARKER + old.partition(_MARKER)[2]])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
