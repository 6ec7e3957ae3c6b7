"""Reads prompt and brand cells of some days of a website; a day without marts is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onevice_assets.partitions import join_key
from onevice_assets.tables import marts
from onevice_assets.tables.name_checks import name_checks
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    import pandas as pd

_CELL = ["day", "llm_provider", "prompt_id", "is_branded"]
_TABLES: tuple[Table, ...] = (marts.prompt_cells, marts.brand_cells, marts.share_of_voice)


@dataclass(frozen=True)
class Filters:
    """What part of the answers counts; None means all of it.

    Attributes:
        providers: of `llm_provider`, without `all`.
        intent_types, funnel_stages, icp_names, topics: of the prompt.
    """

    providers: frozenset[str] | None = None
    intent_types: frozenset[str] | None = None
    funnel_stages: frozenset[str] | None = None
    icp_names: frozenset[str] | None = None
    topics: frozenset[str] | None = None

    def choose(self, prompts: pd.DataFrame) -> pd.DataFrame:
        """The prompt cells that pass."""
        wanted = {
            "llm_provider": self.providers,
            "intent_type": self.intent_types,
            "funnel_stage": self.funnel_stages,
            "icp_name": self.icp_names,
            "topic": self.topics,
        }
        for column, values in wanted.items():
            if values is not None:
                prompts = prompts[prompts[column].isin(values)]
        return prompts


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of a website over some days.

    Attributes:
        days: the days that were counted, in order.
        prompts: rows of `prompt_cells` that pass the filters.
        brands: rows of `brand_cells` of those prompts.
        members: `day`, `brand_id`, `brand_name`, `role`, `brand_set` and versions: who was in the
            set on which day, the newest day last; `read_as` is the newest alias table that would
            read the day the same.
    """

    days: list[date]
    prompts: pd.DataFrame
    brands: pd.DataFrame
    members: pd.DataFrame

    @property
    def readings(self) -> set[tuple[str, str]]:
        """The (extractor, alias table) versions that read the answers, or would read them so."""
        name = "read_as" if "read_as" in self.members else "alias_version"
        versions = self.members[["extractor_version", name]].drop_duplicates()
        return {(str(one), str(other)) for one, other in versions.itertuples(index=False)}

    @cached_property
    def roles(self) -> dict[str, tuple[str, str]]:
        """Brand id to its newest (name, role)."""
        newest = self.members.drop_duplicates("brand_id", keep="last")
        columns = newest[["brand_id", "brand_name", "role"]].itertuples(index=False)
        return {brand: (name, role) for brand, name, role in columns}


def counted_days(lake: Lake, website: str, days: Iterable[date]) -> list[date]:
    """Those of the days whose marts are there."""
    return [
        day
        for day in days
        if all(lake.exists(table, join_key(day.isoformat(), website)) for table in _TABLES)
    ]


def read_cells(
    lake: Lake, website: str, days: Iterable[date], filters: Filters | None = None
) -> Cells:
    """Read the cells of some days.

    Args:
        lake: where the marts are.
        website: the website's key.
        days: the days wanted; those without marts are left out.
        filters: what part of the answers counts.
    """
    found = counted_days(lake, website, days)
    keys = [join_key(day.isoformat(), website) for day in found]
    prompts, brands, shares = (lake.read_arrow(table, keys).to_pandas() for table in _TABLES)
    columns = ["day", "brand_id", "brand_name", "role", "brand_set", "is_demonstration"]
    versions = ["extractor_version", "alias_version", "basket_version"]
    members = shares[columns + versions].drop_duplicates(["day", "brand_id"]).sort_values("day")
    members = _tell_same(members, lake.read_rows_if_there(name_checks, website))
    return choose_cells(Cells(found, prompts, brands, members), filters)


def _tell_same(members: pd.DataFrame, checks: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Add the alias table that a day is known to be read the same with."""
    same = {(row["day"], row["alias_version"]): row["same_as"] for row in checks}
    read = zip(members["day"], members["alias_version"], strict=True)
    return members.assign(read_as=[same.get(one, one[1]) for one in read])


def choose_cells(cells: Cells, filters: Filters | None) -> Cells:
    """Those of the cells that pass; the same ones where nothing is filtered."""
    if filters is None:
        return cells
    chosen = filters.choose(cells.prompts)
    kept = cells.brands.merge(chosen[_CELL], on=_CELL, how="inner")
    return replace(cells, prompts=chosen, brands=kept)
