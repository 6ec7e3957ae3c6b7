"""Weigh the names found: how probably each is a brand, alone and beside its peers.

Names that stand side by side are brands together or headings together: a first model judges each
name alone, a second one knows what the first made of its peers too. Both are linear, trained by
`scripts/train_discovery.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from onevice_assets.brand_monitor.brand_states.discovering.describe_cuts import describe_cut
from onevice_assets.brand_monitor.brand_states.discovering.describe_names import (
    Features,
    describe_name,
)
from onevice_assets.brand_monitor.brand_states.discovering.sight_names import Sightings
from onevice_assets.brand_monitor.brand_states.linear_model import LinearModel, load_model

CUT, ALONE, BRAND = "cut", "alone", "brand"
_MOST = 6.0

Place = tuple[int, int]  # number of a run in its partition, end of the name in its answer
Group = tuple[str, str, int, int]  # answer, kind and number of what stands side by side


class Scores(NamedTuple):
    """Sums of weights times features: where to cut, being a brand alone, beside its peers."""

    cut: float
    alone: float
    brand: float


class Judge:
    """The three scores of the model `discovery`; each is a sum of weights times features."""

    def __init__(self, model: LinearModel) -> None:
        """Take a model with the classes CUT, ALONE and BRAND."""
        self._bias = model.intercepts
        self._weights = {name: (row[0], row[1], row[2]) for name, row in model.weights.items()}

    def weigh(self, features: Features) -> Scores:
        """Sums of all three scores, without their intercepts."""
        cut = alone = brand = 0.0
        weights = self._weights
        for feature, value in features.items():
            row = weights.get(feature)
            if row is not None:
                cut += value * row[0]
                alone += value * row[1]
                brand += value * row[2]
        return Scores(cut, alone, brand)

    def alone(self, scores: Scores) -> float:
        """Log-odds of a name being a brand, whatever stands beside it."""
        return max(-_MOST, min(_MOST, self._bias[1] + scores.alone))

    def probability(self, scores: Scores, peers: Features) -> float:
        """Probability of a name being a brand, its peers weighed in."""
        total = self._bias[2] + scores.brand + self.weigh(peers).brand
        return 1.0 / (1.0 + math.exp(-max(-_MOST, min(_MOST, total))))


@cache
def shipped_judge() -> Judge:
    """The judge of the shipped model."""
    return Judge(load_model("discovery"))


class NameScores:
    """Scores of the names of a partition, each described once; only the scores are kept."""

    def __init__(self, sightings: Sightings, judge: Judge) -> None:
        """Take what was seen, complete."""
        self._sightings = sightings
        self._judge = judge
        self._scores: dict[str, Scores] = {}
        self._cuts: dict[str, float] = {}

    def of(self, key: str) -> Scores:
        """Scores of a name by itself."""
        found = self._scores.get(key)
        if found is None:
            found = self._judge.weigh(describe_name(self._sightings, key))
            self._scores[key] = found
        return found

    def cut(self, key: str) -> float:
        """Score of a name as the opening to cut at; only differences mean something."""
        found = self._cuts.get(key)
        if found is None:
            found = self._judge.weigh(describe_cut(self._sightings, key)).cut + self.of(key).cut
            self._cuts[key] = found
        return found

    def probabilities(
        self, shown: Mapping[str, Sequence[Place]], groups: Sequence[Group]
    ) -> dict[str, float]:
        """Probability of being a brand, of every name that runs were cut to."""
        peers = describe_peers(self._sightings, shown, groups, self.alone(shown))
        return {key: self._judge.probability(self.of(key), peers[key]) for key in shown}

    def alone(self, keys: Iterable[str]) -> dict[str, float]:
        """Log-odds of names being brands, whatever stands beside them."""
        return {key: self._judge.alone(self.of(key)) for key in keys}


def describe_peers(
    sightings: Sightings,
    shown: Mapping[str, Sequence[Place]],
    groups: Sequence[Group],
    alone: Mapping[str, float],
) -> dict[str, Features]:
    """Features of every name that runs were cut to: what its peers look like, by `alone`."""
    peers = _peers(shown, groups, alone)
    return {
        key: {
            "first": alone[key],
            "chosen_share": len(places) / sightings.names[key].total,
            "log_chosen": math.log(len(places)),
            **peers.get(key, {}),
        }
        for key, places in shown.items()
    }


def _peers(
    shown: Mapping[str, Sequence[Place]], groups: Sequence[Group], alone: Mapping[str, float]
) -> dict[str, Features]:
    """Log-odds of the names that stand side by side with a name, and how many there are."""
    together: dict[Group, set[str]] = defaultdict(set)
    for key, places in shown.items():
        for number, _ in places:
            together[groups[number]].add(key)
    around: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for group, keys in together.items():
        others = len(keys) - 1
        if others:
            total = sum(alone[key] for key in sorted(keys))
            for key in keys:
                around[key].append(((total - alone[key]) / others, others, group[1]))
    return {key: _around(found) for key, found in around.items()}


def _around(found: Sequence[tuple[float, int, str]]) -> Features:
    features = {
        "has_peers": 1.0,
        "peers": sum(mean for mean, _, _ in sorted(found)) / len(found),
        "peers_best": max(mean for mean, _, _ in found),
        "peer_count": math.log1p(max(others for _, others, _ in found)),
    }
    for mean, _, kind in found:
        name = f"peers_{kind}"
        features[name] = max(features.get(name, mean), mean)
    return features
