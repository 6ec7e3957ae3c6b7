"""Which pairs are believed, and in plain words why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from onevice_assets.campaigns.learnings.compare import Compared
from onevice_assets.campaigns.learnings.designs import ACTIVE_ON, BEST_FOR, Tested
from onevice_assets.campaigns.learnings.shrink import list_priors, shrink
from onevice_assets.statistics.false_discovery import control_false_discoveries
from onevice_assets.statistics.intervals import Floats

LEAST_ADS: Final = 4
LEAST_EVIDENCE: Final = 3
MOST_FALSE: Final = 0.05
SURE: Final = 0.95
LEAST_LIFT: Final = 0.05
"""A difference below this is nothing to act on."""
_EVIDENCE: Final = {ACTIVE_ON: "campaigns", BEST_FOR: "campaigns"}


@dataclass(frozen=True)
class Judged:
    """What a pair differs by from the audience's usual; shares, 0.2 is 20 % more.

    Attributes:
        lift: as found; none where nothing could be compared.
        lift_error: standard error of log(1 + lift).
        shrunk_lift: drawn towards what is known of all pairs.
        lower_bound, upper_bound: of the shrunk one, each with 95 % certainty.
        p_value: chance of such a lift without a cause, by itself and once shrunk: the larger.
        q_value: the same among all pairs of the kind (Benjamini & Hochberg).
        believed: a bound beyond 0, q at most .05, 5 % or more, enough evidence, and nothing it
            might be instead.
        reason: why, or why not.
    """

    lift: float | None
    lift_error: float | None
    shrunk_lift: float | None
    lower_bound: float | None
    upper_bound: float | None
    p_value: float | None
    q_value: float | None
    believed: bool
    reason: str

    @classmethod
    def unknown(cls, reason: str) -> Judged:
        """A pair of which only the average is known."""
        return cls(None, None, None, None, None, None, None, False, reason)


def judge(
    tested: Sequence[Tested],
    compared: Compared,
    counts: Sequence[tuple[int, int]],
    freedom: float,
) -> list[Judged]:
    """Judge all pairs of a design; chances are counted within each kind.

    Args:
        tested: the pairs.
        compared: effects against the usual.
        counts: of each its ads and units of evidence.
        freedom: degrees of freedom of the errors.
    """
    found = [
        Judged.unknown(_tell_lack(one.kind, counts[place], compared, place))
        for place, one in enumerate(tested)
    ]
    fit = [place for place, one in enumerate(found) if not one.reason]
    if not fit:
        return found
    part, kinds = compared.only(fit), [tested[place].kind for place in fit]
    priors = list_priors([one.kind for one in tested], [one.name for one in tested], part.weights)
    shrunk, errors = shrink(part.effects, part.covariance, priors)
    p_values = np.maximum(
        _test(part.effects, np.sqrt(np.diag(part.covariance)), freedom),
        _test(shrunk, errors, freedom),
    )
    q_values = np.full(len(fit), np.nan)
    for kind in set(kinds):
        of = np.array([one == kind for one in kinds])
        q_values[of] = control_false_discoveries(p_values[of])
    for at, place in enumerate(fit):
        bounds = _bound(shrunk[at], errors[at], freedom)
        chances = float(p_values[at]), float(q_values[at])
        as_found = float(part.effects[at]), float(np.sqrt(part.covariance[at, at]))
        found[place] = _conclude(kinds[at], counts[place], as_found, bounds, chances)
    return found


def _test(effects: Floats, errors: Floats, freedom: float) -> Floats:
    """Chance of effects this far from nothing; what is shrunk to nothing at all is chance."""
    from scipy.special import stdtr

    far = np.abs(effects) / np.maximum(errors, 1e-12)
    found: Floats = np.where(errors > 1e-9, 2 * stdtr(freedom, -far), 1.0)
    return found


def _bound(effect: float, error: float, freedom: float) -> tuple[float, float, float]:
    from scipy.special import stdtrit

    width = float(stdtrit(freedom, SURE)) * error
    return effect - width, effect, effect + width


def _tell_lack(kind: str, count: tuple[int, int], compared: Compared, place: int) -> str:
    """What a pair lacks to be tested at all; empty: nothing."""
    ads, evidence = count
    if evidence < LEAST_EVIDENCE:
        what = _EVIDENCE.get(kind, "creatives")
        return f"only {evidence} of its {what}: {LEAST_EVIDENCE} are needed"
    if ads < LEAST_ADS:
        return f"only {ads} ads: {LEAST_ADS} are needed"
    if np.isnan(compared.effects[place]):
        return "nothing to compare with: the audience saw no other"
    if twin := compared.twins[place]:
        return f"cannot be told apart from {twin}"
    return ""


def _conclude(
    kind: str,
    count: tuple[int, int],
    as_found: tuple[float, float],
    bounds: tuple[float, float, float],
    chances: tuple[float, float],
) -> Judged:
    (effect, error), shrunk = as_found, bounds[1]
    low, middle, high = (float(np.expm1(one)) for one in bounds)
    q = chances[1]
    is_beyond = low > 0 if effect > 0 else high < 0
    is_small = abs(shrunk) < np.log1p(LEAST_LIFT)
    believed = bool(is_beyond and q <= MOST_FALSE and not is_small)
    over = f"{count[0]} ads of {count[1]} {_EVIDENCE.get(kind, 'creatives')}"
    if believed:
        least = f"at least {low:+.0%}" if low > 0 else f"at most {high:+.0%}"
        reason = f"{least} against this audience's usual, with 95 % certainty, over {over}"
    elif q > MOST_FALSE:
        reason = f"may be chance: {over} (q = {q:.2f})"
    elif is_small:
        reason = f"less than {LEAST_LIFT:.0%} either way: {over}"
    else:
        reason = f"may be nothing once small samples are shrunk: {over}"
    lift = float(np.expm1(effect))
    return Judged(lift, error, middle, low, high, chances[0], q, believed, reason)
