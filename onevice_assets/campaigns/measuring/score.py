"""Learnings against what is true of a made-up client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from onevice_assets.campaigns.learnings.designs import BEST_FOR, KINDS
from onevice_assets.campaigns.learnings.learn import Learning
from onevice_assets.campaigns.measuring.world import World

PLANTED_FROM: Final = 0.25
"""From this effect on (log scale; 28 % more) a pair has to be found."""
NOTHING_BELOW: Final = 0.05
"""Below this a pair is as good as nothing: believing it is wrong."""

Row = dict[str, Any]


def score(world: World, learnings: Sequence[Learning], believed: Iterable[int]) -> list[Row]:
    """Each pair that ran: what is true of it, and what was believed.

    Args:
        world: what is true.
        learnings: of a quarter of it.
        believed: of each 1 as better, -1 as worse, 0 not at all.

    Returns:
        `kind`, `audience`, `name`, `truth` (against the middle of the audience's), `is_planted`,
        `is_nothing`, `believed`, `is_right` (believed with the sign of the truth, and that is not
        nothing).
    """
    rows = []
    for one, sign in zip(learnings, believed, strict=True):
        truth = _find_truth(world, one)
        rows.append(
            {
                "kind": one.kind,
                "audience": one.audience,
                "name": one.name,
                "truth": truth,
                "is_planted": abs(truth) >= PLANTED_FROM,
                "is_nothing": abs(truth) < NOTHING_BELOW,
                "believed": sign != 0,
                "is_right": abs(truth) >= NOTHING_BELOW and sign * truth > 0,
            }
        )
    return rows


def believe_naively(learnings: Sequence[Learning], least: int = 5, ratio: float = 1.2) -> list[int]:
    """What one believes who ranks averages: far from the audience's average, of enough ads.

    Args:
        learnings: of a client.
        least: ads there must be.
        ratio: how many times the average, or the average how many times.

    Returns:
        Of each 1 as better, -1 as worse, 0 not at all.
    """
    found = []
    for one in learnings:
        rivals = [two for two in learnings if (two.kind, two.audience) == (one.kind, one.audience)]
        spend = sum(two.spend for two in rivals)
        mean = sum((two.average or 0) * two.spend for two in rivals) / spend if spend else 0
        times = (one.average or 0) / mean if mean else 1.0
        sign = 1 if times >= ratio else -1 if times <= 1 / ratio else 0
        found.append(sign if one.sample_size >= least else 0)
    return found


def sum_up(rows: Sequence[Row]) -> dict[str, Any]:
    """Precision and recall, of all and by kind, and recall by the size of the effect."""
    told: dict[str, Any] = {"all": _rate(rows)}
    for kind in KINDS:
        told[kind] = _rate([row for row in rows if row["kind"] == kind])
    for low, high in ((0.25, 0.4), (0.4, 0.6), (0.6, 2.0)):
        of = [row for row in rows if low <= abs(row["truth"]) < high]
        told[f"recall of effects {low} to {high}"] = _rate(of)["recall"]
    return told


def _rate(rows: Sequence[Row]) -> dict[str, Any]:
    believed = [row for row in rows if row["believed"]]
    planted = [row for row in rows if row["is_planted"]]
    right = sum(row["is_right"] for row in believed)
    found = sum(row["is_right"] for row in planted)
    return {
        "pairs": len(rows),
        "planted": len(planted),
        "believed": len(believed),
        "precision": round(right / len(believed), 3) if believed else None,
        "recall": round(found / len(planted), 3) if planted else None,
    }


def _find_truth(world: World, one: Learning) -> float:
    effects = world.effects[one.kind]
    if one.kind != BEST_FOR:
        return effects.get((one.audience, one.name), 0.0)
    usual = float(np.median([effects[(one.audience, two)] for two in world.platforms]))
    return effects[(one.audience, one.name)] - usual
