"""Every question by name: what answers it, and the type of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from onevice_assets.campaigns.decisions import (
    balance,
    chain,
    cross_client,
    exact,
    gaps,
    shifts,
    similar,
    situations,
    unused,
)
from onevice_assets.campaigns.decisions.answers import Draft


@dataclass(frozen=True)
class Asked:
    """One question.

    Attributes:
        work: answers it, from a `Reach` and its arguments.
        shape: type of what it finds.
    """

    work: Callable[..., Draft[Any]]
    shape: type[Any]


QUESTIONS: Final[Mapping[str, Asked]] = {
    "similar": Asked(similar.find_similar, similar.SimilarContent),
    "situations": Asked(situations.find_situations, situations.Situations),
    "metrics": Asked(exact.read_metrics, exact.Metrics),
    "chain": Asked(chain.read_chain, chain.Chain),
    "balance": Asked(balance.read_balance, balance.PortfolioBalance),
    "cross-client": Asked(cross_client.find_learnings, cross_client.CrossClientLearnings),
    "unused": Asked(unused.find_unused, unused.UnusedContent),
    "gaps": Asked(gaps.find_gaps, gaps.CreativeGaps),
    "shifts": Asked(shifts.propose_shifts, shifts.BudgetShifts),
}
