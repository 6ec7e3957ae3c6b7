"""A period's rates per prompt × provider cell and brand, and their means per topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.topic_counts import ALL
from onevice_assets.statistics.intervals import Floats

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]
"""A cell: provider and prompt id."""


@dataclass(frozen=True, eq=False)
class CellRates:
    """Rates of brands in the cells of a period.

    Attributes:
        providers: as asked for, then `all`.
        cell_counts: how many cells each provider has.
        provider_of: (C,) the place of each cell's provider.
        topic_of: (C,) the place of each cell's topic.
        rates: (C, B); nan where the brand was not in the set when the cell was asked.
        step: one answer's weight in a topic: the least a topic's rate can move.
    """

    providers: list[str]
    cell_counts: list[int]
    provider_of: np.ndarray
    topic_of: np.ndarray
    rates: Floats
    step: float


def rate_cells(
    cells: Cells,
    count: str,
    keys: Sequence[Key],
    brands: Sequence[str],
    providers: Sequence[str],
) -> CellRates:
    """Rates of some cells, which the period must hold.

    Args:
        cells: the period.
        count: column of `brand_cells` that is counted.
        keys: the cells, in an order of their own.
        brands: brand ids.
        providers: who is told, in order, without `all`; those without a cell too.
    """
    place = {key: at for at, key in enumerate(keys)}
    asked = _of_keys(cells.prompts, place)
    named = _of_keys(cells.brands[cells.brands["brand_id"].isin(brands)], place)
    column = {brand: at for at, brand in enumerate(brands)}
    days = {day: at for at, day in enumerate(cells.days)}
    responses = np.zeros((len(days), len(keys)))
    np.add.at(responses, (_at(asked["day"], days), asked["cell"]), asked["total_responses"])
    member = np.zeros((len(days), len(brands)))
    joined = cells.members[cells.members["brand_id"].isin(brands)]
    member[_at(joined["day"], days), _at(joined["brand_id"], column)] = 1
    total = responses.T @ member
    found = np.zeros(total.shape)
    np.add.at(found, (named["cell"], _at(named["brand_id"], column)), named[count])
    rates = np.divide(found, total, out=np.full(total.shape, np.nan), where=total > 0)
    topics = dict(zip(asked["cell"], asked["topic"], strict=True))
    return _arrange(keys, topics, rates, responses.sum(), [*providers, ALL])


def average_topics(of: CellRates, values: Floats) -> Floats:
    """Mean of cell values per topic, for each provider and for all: (T, P × B).

    Args:
        of: which cells belong to which topic and provider.
        values: (C, B); nan leaves a cell out.
    """
    topics = int(of.topic_of.max(initial=-1)) + 1
    known = ~np.isnan(values)
    total = np.zeros((topics, len(of.providers), values.shape[1]))
    count = np.zeros(total.shape)
    for provider in (of.provider_of, np.full(len(values), len(of.providers) - 1)):
        np.add.at(total, (of.topic_of, provider), np.where(known, values, 0.0))
        np.add.at(count, (of.topic_of, provider), known)
    mean: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean.reshape(topics, len(of.providers) * values.shape[1])


def average_over_topics(topics: Floats) -> Floats:
    """Mean of the rows (topics) per unit; nan where none is known."""
    known = ~np.isnan(topics)
    count = known.sum(axis=0)
    total = np.where(known, topics, 0.0).sum(axis=0)
    mean: Floats = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return mean


def _of_keys(rows: pd.DataFrame, place: dict[Key, int]) -> pd.DataFrame:
    """Unbranded rows of the cells, with the cell's place."""
    keys = zip(rows["llm_provider"], rows["prompt_id"], strict=True)
    cell = np.array([place.get(key, -1) for key in keys], dtype=np.intp)
    wanted = (cell >= 0) & ~rows["is_branded"].to_numpy(dtype=bool)
    chosen: pd.DataFrame = rows.assign(cell=cell)[wanted]
    return chosen


def _at(values: pd.Series, places: Mapping[Any, int]) -> np.ndarray:
    return values.map(places).to_numpy(dtype=np.intp)


def _arrange(
    keys: Sequence[Key],
    topics: dict[int, str],
    rates: Floats,
    responses: float,
    providers: list[str],
) -> CellRates:
    names = sorted(set(topics.values()))
    provider_of = np.array([providers.index(provider) for provider, _ in keys], dtype=np.intp)
    topic_of = np.array([names.index(topics[at]) for at in range(len(keys))], dtype=np.intp)
    counts = [int((provider_of == at).sum()) for at in range(len(providers) - 1)]
    step = len(names) / responses if responses else 0.0
    return CellRates(providers, [*counts, len(keys)], provider_of, topic_of, rates, step)
