"""How sure the day's numbers are: intervals over topics for the marts that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from onevice_assets.tables import marts
from onevice_assets.tables.marts.shares import INTERVALS
from resources.table_schema import Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

_DAY = ["website_id", "day"]
_DIGITS = 6
_CELL = (*_DAY, "llm_provider", "topic", "is_branded", "total_responses", "brand_id")


def add_intervals(mart: Table, rows: Mapping[str, pyarrow.Table]) -> pyarrow.Table:
    """A mart's rows with its interval columns, where it has any.

    Args:
        mart: the mart.
        rows: rows of every mart as dbt makes them, by name.
    """
    own = rows[mart.name]
    if mart is marts.share_of_voice:
        return _append(mart, own, _measure_shares(rows))
    if mart is marts.substitution_patterns:
        return _append(mart, own, _measure_lifts(own))
    return own


def _append(mart: Table, rows: pyarrow.Table, found: Mapping[str, Any]) -> pyarrow.Table:
    import pyarrow as pa

    for name, values in found.items():
        field = mart.arrow_schema.field(name)
        rows = rows.append_column(field, pa.Array.from_pandas(values, type=field.type))
    return rows


def _measure_shares(found: Mapping[str, pyarrow.Table]) -> dict[str, pd.Series]:
    import pandas as pd

    shares = found["share_of_voice"].select([*_DAY, "llm_provider", "brand_id"]).to_pandas()
    prompts, brands = (_unbranded(found[name]) for name in ("prompt_cells", "brand_cells"))
    asked, named = dict(list(prompts.groupby(_DAY))), dict(list(brands.groupby(_DAY)))
    rows = [
        {**dict(zip(_DAY, owner, strict=True)), **row}
        for owner, members in shares.groupby(_DAY)
        if owner in asked  # else every question of the day names a brand: no rate, no bounds
        for row in _measure_day(asked[owner], named.get(owner, brands[:0]), members)
    ]
    columns = [*_DAY, "llm_provider", "brand_id", *INTERVALS]
    measured = pd.DataFrame(rows, columns=columns)
    merged = shares.merge(measured, on=columns[:4], how="left", validate="one_to_one")
    thin = merged["is_thin"].fillna(value=True).astype(bool)
    return {**{name: merged[name] for name in INTERVALS}, "is_thin": thin}


def _measure_day(
    prompts: pd.DataFrame, brands: pd.DataFrame, shares: pd.DataFrame
) -> list[dict[str, Any]]:
    from onevice_assets.measures.measure_brands import list_measures, measure_brands
    from onevice_assets.measures.topic_counts import count_topics

    members = shares[["day", "brand_id"]].drop_duplicates()
    measured = measure_brands(count_topics(prompts, brands, members))
    return [_to_columns(row) for row in list_measures(measured)]


def _to_columns(row: dict[str, Any]) -> dict[str, Any]:
    """Round, and put the recommendation rate on the seed's scale of 0 to 100."""
    scales = {"recommendation_rate_low": 100.0, "recommendation_rate_high": 100.0}
    return {
        name: round(value * scales.get(name, 1.0), _DIGITS) if isinstance(value, float) else value
        for name, value in row.items()
    }


def _unbranded(cells: pyarrow.Table) -> pd.DataFrame:
    import pyarrow.compute as pc

    from onevice_assets.measures.topic_counts import COUNTS

    wanted = [name for name in (*_CELL, *COUNTS) if name in cells.column_names]
    frame: pd.DataFrame = cells.select(wanted).filter(pc.invert(cells["is_branded"])).to_pandas()
    return frame


def _measure_lifts(pairs: pyarrow.Table) -> dict[str, Any]:
    """Bounds of the lifts that the mart measured."""
    import numpy as np

    from onevice_assets.statistics.lift_interval import bound_lifts

    topics, variance, lift = (
        pairs[name].to_pandas().to_numpy(dtype=float)
        for name in ("topic_count", "log_lift_variance", "lift")
    )
    low, high = bound_lifts(lift, np.maximum(variance, 0), topics)
    return {"lift_low": np.round(low, _DIGITS), "lift_high": np.round(high, _DIGITS)}
