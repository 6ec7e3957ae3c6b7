"""Judging told in counts, for the asset's metadata and the command: never an answer's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import (
    Agreement,
    judge_of,
    measure,
)

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.brand_states.judging.judge_day import Judged


def summarize(days: Sequence[Judged]) -> dict[str, Any]:
    """What was asked, what it cost, and how far the judge of this run and we agree."""
    not_judged = sum((one.not_judged for one in days), Counter[str]())
    facts: dict[str, Any] = {
        "asked": sum(one.asked for one in days),
        "reused": sum(one.reused for one in days),
        "cost_usd": float(sum(one.cost_usd for one in days)),
        "invented_ids": sum(one.invented for one in days),
        "missing_verdicts": sum(one.missing for one in days),
        "answers_not_judged": not_judged.total(),
        "reasons": [f"{count} × {why}" for why, count in not_judged.most_common()],
    }
    for one in _agreements(days):
        facts |= {"judge": f"{one.judge.label}, prompt {one.judge.prompt_version}"}
        facts |= {f"{field}_agreement": share for field, share in one.shares.items()}
        facts |= {"presence_kappa": one.presence_kappa, "answers_judged": one.answers}
    return {name: value for name, value in facts.items() if value is not None}


def preview(days: Sequence[Judged]) -> list[dict[str, object]]:
    """The commonest disagreements, field by field: ours, the judge's, rows."""
    return [
        {"field": pair.field, "ours": pair.ours, "judge": pair.judge, "rows": pair.rows}
        for one in _agreements(days)
        for pair in one.disagreements
    ]


def as_json(one: Agreement) -> dict[str, Any]:
    """One judge's agreement for programs."""
    return {
        "provider": one.judge.provider,
        "model": one.judge.model,
        "prompt_version": one.judge.prompt_version,
        "answers": one.answers,
        "rows": one.rows,
        "agreement": dict(one.shares),
        "presence_kappa": one.presence_kappa,
        "presences": {ours: dict(theirs) for ours, theirs in one.presences.items()},
        "disagreements": [
            {"field": pair.field, "ours": pair.ours, "judge": pair.judge, "rows": pair.rows}
            for pair in one.disagreements
        ],
    }


def _agreements(days: Sequence[Judged]) -> list[Agreement]:
    """Agreement with the judge that was asked; none where nothing is judged by it."""
    return measure(row for one in days for row in one.rows if judge_of(row) == one.judge)
