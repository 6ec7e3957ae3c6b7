"""Ranking, trend, changes and substitutes, as tools. Docstrings are what a model reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from onevice_assets.mcp_server.results import (
    BrandMeasures,
    Page,
    Substitute,
    TopicLeader,
    Trend,
    Verdict,
    Website,
    Websites,
    build_page,
)
from onevice_assets.mcp_server.watched import find_period, list_days_of_websites
from onevice_assets.measures.rank_brands import rank_brands
from onevice_assets.measures.rank_topics import rank_topics
from onevice_assets.measures.read_cells import Cells, Filters, choose_cells, read_cells
from onevice_assets.measures.trace_trend import Grain, trace_trend
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.errors import InputError
from resources.identity import normalize_brand_name
from resources.lake import Lake
from resources.table_schema import Table

Row = dict[str, Any]
WebsiteName = Annotated[str | None, Field(description="Key or domain; may be left out for one")]
FirstDay = Annotated[date | None, Field(description="First day; left out: one day only")]
LastDay = Annotated[date | None, Field(description="Last day; left out: the newest")]
Brand = Annotated[str, Field(description="Name of a brand, in any case", max_length=200)]
Provider = Annotated[str, Field(description="One provider, or `all`", max_length=100)]
Offset = Annotated[int, Field(ge=0, description="Rows to leave out")]
Limit = Annotated[int, Field(ge=1, le=100, description="Rows to give back")]
Text = Annotated[str | None, Field(max_length=300)]

_MOST_BRANDS = 50


@dataclass(frozen=True)
class Questions:
    """Tools over a lake's marts."""

    lake: Lake

    def list_websites(self) -> Websites:
        """List the websites that have numbers, their days, brands and providers. Ask this first."""
        found = []
        for key, days in sorted(list_days_of_websites(self.lake).items()):
            rows = self.lake.read_rows(marts.share_of_voice, join_key(days[-1].isoformat(), key))
            own = {row["brand_name"] for row in rows if row["role"] == "own"}
            found.append(
                Website(
                    website=key,
                    first_day=days[0],
                    last_day=days[-1],
                    day_count=len(days),
                    own_brands=sorted(own),
                    brands=sorted({row["brand_name"] for row in rows})[:_MOST_BRANDS],
                    providers=sorted({row["llm_provider"] for row in rows} - {"all"}),
                )
            )
        return Websites(websites=found)

    def rank_brands(
        self,
        website: WebsiteName = None,
        first_day: FirstDay = None,
        last_day: LastDay = None,
        provider: Provider = "all",
        intent_type: Text = None,
        funnel_stage: Text = None,
        icp_name: Text = None,
        topic: Text = None,
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> Page[BrandMeasures]:
        """Rank brands by how often language models' answers name them, with 95 % intervals.

        Says what models answer, not what people buy. Brands whose intervals overlap may be level:
        `list_changes` tells real leads. Cut by kind of question with the filters.
        """
        cells, key = self._cells(
            website, first_day, last_day, (intent_type, funnel_stage, icp_name, topic)
        )
        rows = self._of_provider(cells, rank_brands(cells, provider), provider)
        return build_page(BrandMeasures, key, cells.days, rows, (offset, limit))

    def rank_topics(
        self,
        website: WebsiteName = None,
        first_day: FirstDay = None,
        last_day: LastDay = None,
        provider: Provider = "all",
        topic: Text = None,
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> Page[TopicLeader]:
        """Rank brands within each topic: who is named when this question is asked.

        Intervals speak of this one topic and its phrasings, not of the market.
        """
        cells, key = self._cells(website, first_day, last_day, (None, None, None, topic))
        found = rank_topics(cells, provider)
        rows = [{**row, "topic": name} for name, ranked in found.items() for row in ranked]
        return build_page(TopicLeader, key, cells.days, rows, (offset, limit))

    def trace_trend(
        self,
        brand: Brand,
        first_day: date,
        website: WebsiteName = None,
        last_day: LastDay = None,
        grain: Grain = "day",
        provider: Provider = "all",
        offset: Offset = 0,
        limit: Limit = 100,
    ) -> Page[Trend]:
        """Trace a brand's measures over days, ISO weeks or months; gaps have no row.

        Moves within the intervals are noise: `list_changes` judges them.
        """
        newest = find_period(self.lake, website).days[-1]
        period = find_period(self.lake, website, first_day, last_day or newest)
        cells = read_cells(self.lake, period.website, period.days)
        name = _find_brand(brand, [known for known, _ in cells.roles.values()])
        traced = self._of_provider(cells, trace_trend(cells, grain, provider), provider)
        rows = [row for row in traced if row["brand_name"] == name]
        return build_page(Trend, period.website, cells.days, rows, (offset, limit))

    def list_changes(
        self,
        website: WebsiteName = None,
        day: LastDay = None,
        brand: Annotated[str | None, Field(max_length=200)] = None,
        provider: Provider = "all",
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> Page[Verdict]:
        """List verdicts of a day's week: changed since the period before, or ahead of your brand.

        `no_change` means none was seen, not that there is none: see smallest_change.
        """
        rows = self._of_day(visibility_verdicts, website, day, provider)
        if brand is not None:
            name = _find_brand(brand, [row["brand_name"] for row in rows[2]])
            rows = (*rows[:2], [row for row in rows[2] if row["brand_name"] == name])
        return build_page(Verdict, rows[0], [rows[1]], rows[2], (offset, limit))

    def list_substitutes(
        self,
        brand: Brand,
        website: WebsiteName = None,
        day: LastDay = None,
        provider: Provider = "all",
        offset: Offset = 0,
        limit: Limit = 20,
    ) -> Page[Substitute]:
        """List who is recommended in answers that do not name a brand, the most frequent first."""
        key, on, rows = self._of_day(marts.substitution_patterns, website, day, provider)
        name = _find_brand(brand, [row["missing_brand_name"] for row in rows])
        meant = [row for row in rows if row["missing_brand_name"] == name]
        meant.sort(key=lambda row: (-row["occurrence_count"], row["substitute_brand_name"]))
        return build_page(Substitute, key, [on], meant, (offset, limit))

    def _cells(
        self,
        website: str | None,
        first: date | None,
        last: date | None,
        wanted: Sequence[str | None],
    ) -> tuple[Cells, str]:
        period = find_period(self.lake, website, first, last)
        cells = read_cells(self.lake, period.website, period.days)
        names = ("intent_type", "funnel_stage", "icp_name", "topic")
        for column, value in zip(names, wanted, strict=True):
            known = {one for one in cells.prompts[column].unique() if isinstance(one, str)}
            if value is not None and value not in known:
                raise InputError(f"No question has {column} {value!r}; {_tell(known)}.")
        chosen = [None if value is None else frozenset({value}) for value in wanted]
        filters = Filters(None, *chosen)
        return choose_cells(cells, filters), period.website

    def _of_provider(self, cells: Cells, rows: list[Row], provider: str) -> list[Row]:
        known = {"all", *cells.prompts["llm_provider"]}
        if provider not in known:
            raise InputError(f"{provider!r} gave no answer in this period; {_tell(known)}.")
        return rows

    def _of_day(
        self, table: Table, website: str | None, day: date | None, provider: str
    ) -> tuple[str, date, list[Row]]:
        period = find_period(self.lake, website, last=day)
        rows = self.lake.read_rows(table, period.partition)
        known = {row["llm_provider"] for row in rows}
        if rows and provider not in known:
            raise InputError(f"{provider!r} has no row that day; {_tell(known)}.")
        kept = [row for row in rows if row["llm_provider"] == provider]
        return period.website, period.days[-1], kept


def _find_brand(name: str, known: Sequence[str]) -> str:
    by_name = {normalize_brand_name(one): one for one in known}
    found = by_name.get(normalize_brand_name(name))
    if found is None:
        raise InputError(f"No row speaks of the brand {name!r}; {_tell(set(known))}.")
    return found


def _tell(known: set[str]) -> str:
    return f"there is: {', '.join(sorted(known)[:_MOST_BRANDS]) or 'none'}"
