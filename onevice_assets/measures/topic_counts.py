"""Cells summed to topics × providers × brands: what rates and intervals are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from onevice_assets.measures.unbranded import choose_unbranded
from onevice_assets.statistics.intervals import Floats

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
COUNTS = ("mention_count", "recommendation_count", "first_position_count", "rank_weight")


@dataclass(frozen=True, eq=False)
class TopicCounts:
    """Counts of R per topic (T), provider (P, `all` last) and brand (B).

    Attributes:
        topics: names, sorted.
        providers: names, sorted, then `all`.
        brands: brand ids in the order asked for.
        responses: (T, P, B) responses of the days on which the brand was in the set.
        counts: by name of a count (`COUNTS`), (T, P, B).
    """

    topics: list[str]
    providers: list[str]
    brands: list[str]
    responses: Floats
    counts: dict[str, Floats]


def count_topics(
    prompt_cells: pd.DataFrame, brand_cells: pd.DataFrame, members: pd.DataFrame
) -> TopicCounts:
    """Sum unbranded cells to topics, providers and brands.

    Args:
        prompt_cells: `day`, `llm_provider`, `topic`, `is_branded`, `total_responses`.
        brand_cells: the same with `brand_id` and the counts.
        members: `day`, `brand_id`: on which days a brand was in the set. A brand that joins later
            is divided by the answers since then only.
    """
    asked = choose_unbranded(prompt_cells)
    named = choose_unbranded(brand_cells)
    topics = sorted(asked["topic"].unique())
    providers = [*sorted(asked["llm_provider"].unique()), ALL]
    brands = list(dict.fromkeys(members["brand_id"]))
    days = sorted(asked["day"].unique())
    shape = (len(topics), len(providers), len(brands))
    daily = np.zeros((len(days), *shape[:2]))
    where = [_codes(asked[n], of) for n, of in (("day", days), ("topic", topics))]
    np.add.at(daily, (*where, _codes(asked["llm_provider"], providers)), asked["total_responses"])
    present = np.zeros((len(days), len(brands)))
    joined = members[members["day"].isin(days)]
    present[_codes(joined["day"], days), _codes(joined["brand_id"], brands)] = 1
    places = tuple(
        _codes(named[name], of)
        for name, of in (("topic", topics), ("llm_provider", providers), ("brand_id", brands))
    )
    return TopicCounts(
        topics,
        providers,
        brands,
        _with_all(np.einsum("dtp,db->tpb", daily, present)),
        {name: _with_all(_sum(named[name], places, shape)) for name in COUNTS},
    )


def only_provider(counts: TopicCounts, provider: str) -> TopicCounts:
    """The counts of one provider, or of `all`; over the same topics, so the draws are the same."""
    at = [place for place, name in enumerate(counts.providers) if name == provider]
    return replace(
        counts,
        providers=[counts.providers[place] for place in at],
        responses=counts.responses[:, at],
        counts={name: values[:, at] for name, values in counts.counts.items()},
    )


def _codes(values: pd.Series, known: Sequence[object]) -> np.ndarray:
    """Places of the values among the known ones."""
    return values.map({one: at for at, one in enumerate(known)}).to_numpy(dtype=np.intp)


def _sum(values: pd.Series, places: tuple[np.ndarray, ...], shape: tuple[int, ...]) -> Floats:
    total = np.zeros(shape)
    np.add.at(total, places, values.to_numpy(dtype=float))
    return total


def _with_all(counts: Floats) -> Floats:
    """Fill the last provider, `all`, with the sum of the others."""
    counts[:, -1] = counts[:, :-1].sum(axis=1)
    return counts
