"""Fit the three scores of the model `discovery` on labelled partitions, and measure them.

Where to cut is learned from pairs of openings of one run, one of them the brand; whether a name is
a brand from all names that runs were cut to, first alone, then beside its peers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from discovery_data import Labelled, Row, slices, squeeze
from labelled_answers import LabelledSet
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from onevice_assets.brand_monitor.brand_states.catalogue import catalogue_from_names
from onevice_assets.brand_monitor.brand_states.discovering.describe_cuts import describe_cut
from onevice_assets.brand_monitor.brand_states.discovering.describe_names import (
    Features,
    describe_name,
)
from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import (
    MIN_CONFIDENCE,
    discover,
)
from onevice_assets.brand_monitor.brand_states.discovering.weigh_candidates import (
    ALONE,
    BRAND,
    CUT,
    Judge,
    NameScores,
    describe_peers,
)
from onevice_assets.brand_monitor.brand_states.extract import Extractor
from onevice_assets.brand_monitor.brand_states.linear_model import LinearModel
from resources.identity import normalize_brand_name

C_CUT, C_BRAND = 0.03, 0.03
WEIGHT_CUT, WEIGHT_BRAND = 3e3, 1e4  # together, of the examples of one size of partition
MIN_ROWS = 5  # examples that a feature must hold in
Weights = dict[str, float]


def fit(parts: Sequence[Labelled]) -> LinearModel:
    """Fit all three scores, one after the other."""
    described = [
        {key: describe_name(part.partition.sightings, key) for key in part.seen} for part in parts
    ]
    cut = _fit_cut(parts, described)
    scores = [NameScores(part.partition.sightings, _judge(cut, {}, 0.0)) for part in parts]
    shown = [part.partition.cut(one) for part, one in zip(parts, scores, strict=True)]
    rows = [{key: all_[key] for key in found} for all_, found in zip(described, shown, strict=True)]
    alone, bias = _fit_brand(parts, rows)
    beside = []
    for part, found, own in zip(parts, shown, rows, strict=True):
        one = NameScores(part.partition.sightings, _judge(cut, alone, bias))
        peers = describe_peers(
            part.partition.sightings, found, part.partition.groups, one.alone(found)
        )
        beside.append({key: {**own[key], **peers[key]} for key in found})
    brand, brand_bias = _fit_brand(parts, beside)
    names = sorted({*cut, *alone, *brand})
    weights = {name: [w.get(name, 0.0) for w in (cut, alone, brand)] for name in names}
    return LinearModel((CUT, ALONE, BRAND), (0.0, bias, brand_bias), weights)


def _judge(cut: Weights, alone: Weights, bias: float) -> Judge:
    names = sorted({*cut, *alone})
    weights = {name: [cut.get(name, 0.0), alone.get(name, 0.0), 0.0] for name in names}
    return Judge(LinearModel((CUT, ALONE, BRAND), (0.0, bias, 0.0), weights))


def _fit_cut(parts: Sequence[Labelled], described: Sequence[dict[str, Features]]) -> Weights:
    """Weights of a cut, from pairs of the right opening of a run and each wrong one."""
    right: list[Features] = []
    wrong: list[Features] = []
    weights: list[float] = []
    pairs = [list(_pairs(part)) for part in parts]
    totals: Counter[str] = Counter()
    for part, found in zip(parts, pairs, strict=True):
        totals[part.size] += len({run for run, _, _, _ in found})
    for part, own, found in zip(parts, described, pairs, strict=True):
        cuts = {
            key: {**own[key], **describe_cut(part.partition.sightings, key)}
            for _, *both, _ in found
            for key in both
        }
        for _, good, bad, share in found:
            right.append(cuts[good])
            wrong.append(cuts[bad])
            weights.append(WEIGHT_CUT * share / totals[part.size])
    vectors = DictVectorizer().fit(right + wrong)
    gap = vectors.transform(right) - vectors.transform(wrong)
    model = LogisticRegression(C=C_CUT, max_iter=3000, fit_intercept=False)
    labels = np.repeat([1, 0], len(right))
    model.fit(sp.vstack([gap, -gap]), labels, sample_weight=weights + weights)
    return _weights(vectors, model, np.asarray((gap != 0).sum(axis=0))[0])


def _pairs(part: Labelled) -> Iterator[tuple[int, str, str, float]]:
    """(run, right opening, wrong opening, share of the run's weight)."""
    for number, (answer, _, openings) in enumerate(part.partition.runs):
        keys = list(dict.fromkeys(key for key, _ in openings))
        good = [key for key in keys if squeeze(key) in part.gold[answer]]
        bad = [key for key in keys if key not in good]
        for key in bad if good else ():
            yield number, max(good, key=len), key, 1 / len(bad)


def _fit_brand(
    parts: Sequence[Labelled], described: Sequence[dict[str, Features]]
) -> tuple[Weights, float]:
    """Weights and intercept of being a brand; an answer counts as much as another."""
    rows: list[Features] = []
    labels: list[bool] = []
    weights: list[float] = []
    totals: Counter[str] = Counter()
    for part in parts:
        totals[part.size] += sum(part.seen.values())
    for part, found in zip(parts, described, strict=True):
        for key, features in found.items():
            rows.append(features)
            labels.append(part.is_brand(key))
            weights.append(WEIGHT_BRAND * part.seen[key] / totals[part.size])
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    model = LogisticRegression(C=C_BRAND, max_iter=3000)
    model.fit(matrix, labels, sample_weight=weights)
    held = np.asarray((matrix != 0).sum(axis=0))[0]
    return _weights(vectors, model, held), float(model.intercept_[0])


def _weights(vectors: DictVectorizer, model: LogisticRegression, held: Any) -> Weights:
    names = vectors.get_feature_names_out()
    found = zip(names, model.coef_[0], held, strict=True)
    return {str(name): float(weight) for name, weight, rows in found if rows >= MIN_ROWS}


def measure(
    whole: LabelledSet, answers: Sequence[Row], size: str, judge: Judge, tested: set[str]
) -> Counter[str]:
    """Count offers found, missed and extra in the tested answers, as `evaluate` does.

    Args:
        whole: the set, for its labels.
        answers: what is discovered over.
        size: in partitions of this size, one of SIZES.
        judge: the model.
        tested: ids of the answers that count.
    """
    kinds: dict[str, dict[str, str]] = defaultdict(dict)
    for row in whole.labels:
        kinds[row["answer_id"]][normalize_brand_name(row["brand"])] = row["kind"]
    counts: Counter[str] = Counter()
    for rows in slices(answers, size):
        found = discover([(row["answer_id"], row["text"]) for row in rows], judge)
        names = [one.name for one in found if one.confidence >= MIN_CONFIDENCE]
        extractor = Extractor(catalogue_from_names(names))
        for row in rows:
            if row["answer_id"] in tested:
                counts += _count(extractor, row["text"], kinds[row["answer_id"]])
    return counts


def _count(extractor: Extractor, text: str, kinds: dict[str, str]) -> Counter[str]:
    states = [one for one in extractor.read(text) if one.presence != "ignored"]
    named = {normalize_brand_name(one.name) for one in states}
    offers = {name for name, kind in kinds.items() if kind == "offer"}
    return Counter(right=len(named & offers), extra=len(named - kinds.keys()), wanted=len(offers))


def scores(counts: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts."""
    precision = counts["right"] / max(1, counts["right"] + counts["extra"])
    recall = counts["right"] / max(1, counts["wanted"])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
