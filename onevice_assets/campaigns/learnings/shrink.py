"""Small samples are drawn towards what is known of all: the normal-normal empirical Bayes.

A pair's effect is the attribute's overall effect plus what is particular to the audience; both are
draws around 0 whose variances are estimated from all pairs of the kind by moments (DerSimonian &
Laird 1986, Controlled Clinical Trials 7:177-188, pooled over attributes). The estimate given both
is the best linear one (Morris 1983, JASA 78:47-55; Efron & Morris 1975, JASA 70:311-319).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onevice_assets.statistics.intervals import Floats


def shrink(
    effects: Floats, covariance: Floats, attributes: Sequence[str]
) -> tuple[Floats, Floats, tuple[float, float]]:
    """Shrink each effect to its attribute's overall one, and that to 0.

    Args:
        effects: K, none of them nan.
        covariance: K × K, of their errors.
        attributes: of each pair the tone (aesthetic, slot, platform).

    Returns:
        K shrunk effects, their K standard errors, and the two variances: of overall effects, of
        what is particular to audiences.
    """
    same = np.array([[one == two for two in attributes] for one in attributes], dtype=float)
    particular = _estimate_particular(effects, np.diag(covariance), attributes)
    overall = _estimate_overall(effects, covariance, attributes, particular)
    prior = overall * same + particular * np.eye(len(effects))
    gain = np.linalg.solve(prior + covariance, prior).T
    left = prior - gain @ prior
    return gain @ effects, np.sqrt(np.clip(np.diag(left), 0, None)), (overall, particular)


def _estimate_particular(effects: Floats, variances: Floats, attributes: Sequence[str]) -> float:
    """Variance between audiences of one attribute, by the moments of all attributes together."""
    excess, scale = 0.0, 0.0
    for name in sorted(set(attributes)):
        of = np.array([one == name for one in attributes])
        weights = 1 / variances[of]
        mean = weights @ effects[of] / weights.sum()
        excess += float(weights @ (effects[of] - mean) ** 2 - (of.sum() - 1))
        scale += float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, excess / scale) if scale > 0 else 0.0


def _estimate_overall(
    effects: Floats, covariance: Floats, attributes: Sequence[str], particular: float
) -> float:
    """Variance of the attributes' overall effects around 0, by moments."""
    excess, scale = 0.0, 0.0
    for name in sorted(set(attributes)):
        of = np.array([one == name for one in attributes])
        spread = covariance[np.ix_(of, of)] + particular * np.eye(of.sum())
        ones = np.linalg.solve(spread, np.ones(of.sum()))
        weight = float(ones.sum())
        excess += weight * float(ones @ effects[of] / weight) ** 2 - 1
        scale += weight
    return max(0.0, excess / scale)
