"""Effects of pairs against what is usual for the audience, and what cannot be told apart.

The usual is where most of the audience's tones (aesthetics, slots, platforms) lie: a robust
location (Tukey's bisquare, Beaton & Tukey 1974, Technometrics 16:147-185), so that one strong tone
does not make all others look weak. Where the others lie apart, what is usual is itself doubtful;
that doubt (Huber's sandwich) is part of every pair's error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from onevice_assets.campaigns.learnings.designs import Tested
from onevice_assets.statistics.intervals import Floats

_CUT: Final = 3.0
_FLOOR: Final = 0.05
_LEAST_OWN: Final = 0.1
_TOO_WIDE: Final = 1.5


@dataclass(frozen=True, eq=False)
class Compared:
    """Effects against the usual, on the log scale.

    Attributes:
        effects: of each pair; nan where the audience has nothing to compare with.
        covariance: of them.
        weights: K × J: of which pairs each effect is a contrast.
        twins: of each pair the name of what it cannot be told apart from; none where it can.
    """

    effects: Floats
    covariance: Floats
    weights: Floats
    twins: tuple[str | None, ...]

    def only(self, places: Sequence[int]) -> Compared:
        """Some of the pairs."""
        of = np.ix_(places, places)
        twins = tuple(self.twins[place] for place in places)
        return Compared(self.effects[places], self.covariance[of], self.weights[places], twins)


def compare(tested: Sequence[Tested], effects: Floats, covariance: Floats) -> Compared:
    """Compare every pair with the usual of its audience and kind.

    Args:
        tested: K pairs.
        effects: K, on the log scale, up to a constant of each audience and kind.
        covariance: K × K.
    """
    weights, doubt = np.eye(len(tested)), np.zeros_like(covariance)
    for kind, audience in {(one.kind, one.audience) for one in tested}:
        of = np.array([(one.kind, one.audience) == (kind, audience) for one in tested])
        usual = _weigh(effects[of], covariance[np.ix_(of, of)])
        weights[np.ix_(of, of)] -= usual[None, :]
        away = effects[of] - usual @ effects[of]
        doubt[np.ix_(of, of)] = float(usual**2 @ away**2)
    alone = ~weights.any(axis=1)
    contrasts = weights @ effects
    contrasts[alone] = np.nan
    found: Floats = weights @ covariance @ weights.T + doubt
    twins = tuple(_find_twin(tested, place, weights, covariance) for place in range(len(tested)))
    return Compared(contrasts, found, weights, twins)


def _weigh(effects: Floats, covariance: Floats) -> Floats:
    """Weights of the robust location; their sum is 1."""
    n = len(effects)
    centre = np.eye(n) - 1 / n
    doubts = np.diag(centre @ covariance @ centre) + _FLOOR**2
    location = float(np.median(effects))
    weights = np.full(n, 1 / n)
    if n < 3:
        return weights
    for _ in range(20):
        far = (effects - location) / (_CUT * np.sqrt(doubts))
        near = np.where(np.abs(far) < 1, (1 - far**2) ** 2, 0.0) / doubts
        if not near.sum() > 0:
            return weights
        weights = near / near.sum()
        location = float(weights @ effects)
    return weights


def _find_twin(
    tested: Sequence[Tested], place: int, weights: Floats, covariance: Floats
) -> str | None:
    """What a pair appears with so regularly that the design cannot part the two."""
    one, contrast = tested[place], weights[place]
    others = np.array([two.audience == one.audience and two.kind != one.kind for two in tested])
    variance = contrast @ covariance @ contrast
    left = variance
    if others.any():
        cross = contrast @ covariance[:, others]
        left -= cross @ np.linalg.solve(covariance[np.ix_(others, others)], cross)
    if left > _LEAST_OWN * variance and variance < _TOO_WIDE**2:
        return None
    rivals = np.array(
        [two.audience == one.audience and two is not one for two in tested], dtype=bool
    )
    found = _liken(one, [two for two, is_one in zip(tested, rivals, strict=True) if is_one])
    return found or "the weeks or campaigns it ran in"


def _liken(one: Tested, rivals: Sequence[Tested]) -> str | None:
    """The rival whose cells are most like this one's, where they nearly are the same."""
    best, name = 0.8, None
    for two in rivals:
        size = float(np.sqrt((one.shares @ one.shares) * (two.shares @ two.shares)))
        alike = float(one.shares @ two.shares) / size if size else 0.0
        if alike > best:
            best, name = alike, two.name
    return name
