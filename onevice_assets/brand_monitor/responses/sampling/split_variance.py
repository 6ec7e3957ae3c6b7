"""Where a rate's uncertainty sits: between topics, between prompts of a topic, within a prompt.

With r_c = x_c / n_c the rate of cell c, m_t prompts in topic t, T topics (nested analysis of
variance, unweighted means; Searle, Casella & McCulloch 1992, "Variance Components", 3.6 and 5.1):

    E² = sum n_c r_c (1 - r_c) / sum (n_c - 1)                              within a prompt
    P² = max(0, sum (r_c - r_t)² / sum (m_t - 1) - E² mean(1 / n_c))         between prompts
    U² = max(0, sum (r_t - r)² / (T - 1) - mean over t of (P² + E² mean(1 / n_c)) / m_t)

Asking a prompt again divides E² alone; another prompt of the topic divides P² too; only another
topic divides U².
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onevice_assets.brand_monitor.responses.sampling.count_mentions import Count, Counts
from onevice_assets.statistics.rate_interval import effective_number


@dataclass(frozen=True)
class Variance:
    """Variance components of a brand's mention rate at one provider.

    Attributes:
        rate: mean of the topics' rates, 0..1.
        topics: topics that were asked.
        prompts: prompts per topic, harmonic mean; 1 or more.
        showing: effective number of topics that show the rarer of named and not named.
        between_topics, between_prompts: variances of rates, 0 or more.
        within_prompts: variance of a single answer to one prompt; None where every prompt was
            answered once, so that it cannot be told from the variance between prompts.
    """

    rate: float
    topics: int
    prompts: float
    showing: float
    between_topics: float
    between_prompts: float
    within_prompts: float | None


def split_variance(counts: Counts) -> Variance | None:
    """Split the variance of one provider's cells.

    Args:
        counts: cells of one model, of one or several days.

    Returns:
        None with fewer than two topics.
    """
    topics: dict[str, list[Count]] = {}
    for place, count in counts.items():
        topics.setdefault(place.topic, []).append(count)
    groups = [topics[name] for name in sorted(topics)]
    if len(groups) < 2:
        return None
    rates = [np.array([one.named / one.answers for one in group]) for group in groups]
    means = np.array([some.mean() for some in rates])
    repeats = [np.mean([1 / one.answers for one in group]) for group in groups]
    within = _within(groups)
    noise = 0.0 if within is None else within
    between = _between_prompts(rates, noise * float(np.mean(repeats)))
    shrunk = [
        (between + noise * often) / len(group) for often, group in zip(repeats, groups, strict=True)
    ]
    spread = float(means.var(ddof=1)) - float(np.mean(shrunk))
    return Variance(
        rate=float(means.mean()),
        topics=len(groups),
        prompts=1 / float(np.mean([1 / len(group) for group in groups])),
        showing=_showing(groups),
        between_topics=max(0.0, spread),
        between_prompts=between,
        within_prompts=within,
    )


def _within(groups: Sequence[Sequence[Count]]) -> float | None:
    cells = [one for group in groups for one in group]
    degrees = sum(one.answers - 1 for one in cells)
    if not degrees:
        return None
    return sum(one.named * (one.answers - one.named) / one.answers for one in cells) / degrees


def _between_prompts(rates: Sequence[np.ndarray], noise: float) -> float:
    degrees = sum(len(some) - 1 for some in rates)
    if not degrees:
        return 0.0  # one prompt a topic: the same as between topics
    return max(0.0, sum(float(((r - r.mean()) ** 2).sum()) for r in rates) / degrees - noise)


def _showing(groups: Sequence[Sequence[Count]]) -> float:
    """The smaller effective number of topics that show a mention, or an answer without one."""
    named = np.array([[sum(one.named for one in group)] for group in groups], float)
    answers = np.array([[sum(one.answers for one in group)] for group in groups], float)
    return float(np.minimum(effective_number(named), effective_number(answers - named))[0])
