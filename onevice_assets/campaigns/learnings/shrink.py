"""Small samples are drawn towards what is known of all: the normal-normal empirical Bayes.

A pair's effect is the attribute's overall effect plus what is particular to the audience; both are
draws around 0, whose variances make the estimates of all pairs likeliest (Morris 1983, JASA
78:47-55; Efron & Morris 1975, JASA 70:311-319). Errors that pairs share (the luck of a creative
that all audiences saw) are taken into account, and so is what tones owe to aesthetics.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onevice_assets.statistics.intervals import Floats

_LEAST = 1e-4
_START = 0.02
_NOTHING = 1e-9


def shrink(effects: Floats, covariance: Floats, priors: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Shrink each effect to its attribute's overall one, and that to 0.

    Args:
        effects: K, none of them nan.
        covariance: K × K, of their errors.
        priors: K × K each: how the effects would vary together by one cause of variance 1; see
            `list_priors`.

    Returns:
        K shrunk effects and their K standard errors; both 0 where nothing differs from chance.
    """
    base = _find_base(covariance + sum(priors, np.zeros_like(covariance)))
    seen = base.T @ effects
    errors = base.T @ covariance @ base
    parts = [base.T @ one @ base for one in priors]
    variances = _estimate(seen, errors, parts)
    prior = sum((v * one for v, one in zip(variances, parts, strict=True)), np.zeros_like(errors))
    gain = np.linalg.solve(prior + errors, prior).T
    left = base @ (prior - gain @ prior) @ base.T
    return base @ (gain @ seen), np.sqrt(np.clip(np.diag(left), 0, None))


def list_priors(kinds: Sequence[str], names: Sequence[str], weights: Floats) -> list[Floats]:
    """How K effects vary together by each cause: overall, and particular, of each kind.

    Args:
        kinds: of J pairs their kind.
        names: of J pairs the tone (aesthetic, slot, platform).
        weights: K × J: of which pairs each effect is a contrast.
    """
    return [weights @ part @ weights.T for part in _list_parts(kinds, names)]


def _find_base(whole: Floats) -> Floats:
    """Directions in which the effects can vary at all: contrasts with one usual are tied."""
    values, vectors = np.linalg.eigh(whole)
    found: Floats = vectors[:, values > _NOTHING * values.max()]
    return found


def _list_parts(kinds: Sequence[str], names: Sequence[str]) -> list[Floats]:
    """For each kind: which pairs share an attribute, and which is which."""
    found = []
    for kind in sorted(set(kinds)):
        of = np.array([one == kind for one in kinds], dtype=float)
        same = np.array([[one == two for two in names] for one in names], dtype=float)
        found += [same * np.outer(of, of), np.diag(of)]
    return found


def _estimate(effects: Floats, errors: Floats, parts: Sequence[Floats]) -> Floats:
    """The variances that make the effects likeliest; 0 where that is hardly any."""
    from scipy.linalg import cho_factor, cho_solve
    from scipy.optimize import minimize

    def weigh(logs: Floats) -> tuple[float, Floats]:
        values = np.exp(logs)
        whole = errors + sum(
            (v * part for v, part in zip(values, parts, strict=True)), np.zeros_like(errors)
        )
        factor = cho_factor(whole)
        inverse = cho_solve(factor, np.eye(len(effects)))
        solved = inverse @ effects
        slopes = [
            v * float((inverse * part).sum() - solved @ part @ solved)
            for v, part in zip(values, parts, strict=True)
        ]
        log_determinant = 2 * float(np.log(np.diag(factor[0])).sum())
        return log_determinant + float(effects @ solved), np.array(slopes)

    start = np.full(len(parts), np.log(_START))
    bounds = [(np.log(_LEAST) - 2, np.log(4.0))] * len(parts)
    best = minimize(weigh, start, jac=True, bounds=bounds, method="L-BFGS-B")
    found = np.exp(best.x)
    return np.where(found > _LEAST, found, 0.0)
