"""A frozen linear classifier: named features times weights, read from a small file beside it.

Models are trained by scripts of the repository and shipped as `models/NAME.json.gz`; reading and
using one takes the standard library alone. What the features mean is known to the module that
makes them.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from resources.errors import InputError

_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class LinearModel:
    """One weight per feature and class.

    Attributes:
        classes: names of the classes, in the order of every list of numbers here.
        intercepts: score of each class where no feature is there.
        weights: per feature, its weight for each class; a feature not in it counts nothing.
    """

    classes: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]

    def scores(self, features: Mapping[str, float]) -> dict[str, float]:
        """Score of each class: intercept plus value times weight (log-odds, no fixed range)."""
        rows: list[Sequence[float]] = [self.intercepts]
        weights = self.weights
        for name, value in features.items():
            found = weights.get(name)
            if found is not None:
                rows.append(found if value == 1.0 else [value * weight for weight in found])
        totals = map(sum, zip(*rows, strict=True))
        return dict(zip(self.classes, totals, strict=True))

    def probabilities(self, features: Mapping[str, float]) -> dict[str, float]:
        """Softmax of the scores: between 0 and 1, together 1."""
        scores = self.scores(features)
        top = max(scores.values())
        shares = {name: math.exp(score - top) for name, score in scores.items()}
        total = sum(shares.values())
        return {name: share / total for name, share in shares.items()}

    def predict(self, features: Mapping[str, float]) -> str:
        """The class with the highest score; the first of `classes` among equals."""
        scores = self.scores(features)
        return max(self.classes, key=scores.__getitem__)


def pack_model(model: LinearModel) -> bytes:
    """A model as the bytes of its file: the same model gives the same bytes.

    Weights are rounded to four decimals, and features that then weigh nothing are left out.
    """
    rounded = {
        name: [round(weight, _DECIMALS) for weight in model.weights[name]]
        for name in sorted(model.weights)
    }
    told = {
        "classes": list(model.classes),
        "intercepts": [round(value, _DECIMALS) for value in model.intercepts],
        "weights": {name: weights for name, weights in rounded.items() if any(weights)},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def unpack_model(data: bytes) -> LinearModel:
    """A model from the bytes of its file.

    Raises:
        InputError: where the bytes are no model, or a feature has not one weight per class.
    """
    try:
        told = json.loads(gzip.decompress(data))
        classes, intercepts, weights = told["classes"], told["intercepts"], told["weights"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise InputError(f"These {len(data)} bytes are no linear model: {error}.") from error
    odd = [name for name, row in weights.items() if len(row) != len(classes)]
    if odd or len(intercepts) != len(classes):
        raise InputError(f"The model has {len(classes)} classes, but other counts in {odd[:3]}.")
    return LinearModel(tuple(classes), tuple(intercepts), weights)


@cache
def load_model(name: str) -> LinearModel:
    """The shipped model `models/NAME.json.gz`, read once per process.

    Raises:
        InputError: where no such model is shipped.
    """
    source = files(__package__).joinpath("models", f"{name}.json.gz")
    if not source.is_file():
        raise InputError(f"No model {name!r} is shipped; make it with its script in scripts/.")
    return unpack_model(source.read_bytes())
