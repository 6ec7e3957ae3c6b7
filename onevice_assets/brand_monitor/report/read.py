"""Reading what a day's report shows: the day's marts, its answers, and the four weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from onevice_assets.measures.rank_topics import rank_topics
from onevice_assets.measures.read_cells import read_cells
from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables import answers, marts
from onevice_assets.tables.canaries import model_changes
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.lake import Lake
from resources.table_schema import Table

Row = dict[str, Any]

TREND_DAYS = 28
_OF_THE_DAY: tuple[Table, ...] = (
    marts.visibility_by_intent_type,
    marts.visibility_by_icp,
    marts.visibility_by_belief,
    marts.competitor_ranking,
    marts.substitution_patterns,
    marts.co_mentions,
    marts.citations,
    marts.prompt_difficulty,
    marts.brand_persistence,
    visibility_verdicts,
)


@dataclass(frozen=True)
class ReportRows:
    """Rows of the lake behind one page.

    Attributes:
        shares: `share_of_voice` of the day.
        responses, states: `llm_responses` and `llm_brand_states` of the day.
        trend: `share_of_voice` of the 28 days that end with the day, provider `all`.
        changes: `model_changes` of the same days.
        tables: the other tables of the day, by name; empty where one was never written.
        topics: per topic the brands named, by `rank_topics`.
    """

    shares: list[Row]
    responses: list[Row]
    states: list[Row]
    trend: list[Row]
    changes: list[Row]
    tables: dict[str, list[Row]]
    topics: dict[str, list[Row]]


Before = dict[str, tuple[list[Row], list[Row]]]
"""By partition, its shares of provider `all` and its changed models."""


def read_rows(lake: Lake, partition: str, before: Before | None = None) -> ReportRows:
    """Read what the report of a day × website shows.

    Args:
        lake: where the rows are.
        partition: the day × website.
        before: kept from report to report of a range, so that each day is read once and not in
            each of the 28 windows it is in.

    Raises:
        MissingDataError: when share_of_voice or the answers were not materialised yet.
    """
    day, website = split_key(partition)
    last = date.fromisoformat(day)
    window = [
        join_key((last - timedelta(days=back)).isoformat(), website)
        for back in reversed(range(TREND_DAYS))
    ]
    before = {} if before is None else before
    for key in window:
        if key not in before:
            before[key] = (
                _of_all(lake, key),
                lake.read_rows_if_there(model_changes, key),
            )
    return ReportRows(
        shares=lake.read_rows(marts.share_of_voice, partition),
        responses=lake.read_rows(answers.llm_responses, partition),
        states=lake.read_rows(answers.llm_brand_states, partition),
        trend=[row for key in window for row in before[key][0]],
        changes=[row for key in window for row in before[key][1]],
        tables={table.name: lake.read_rows_if_there(table, partition) for table in _OF_THE_DAY},
        topics=rank_topics(read_cells(lake, website, [last])),
    )


def _of_all(lake: Lake, partition: str) -> list[Row]:
    """Shares of all providers together; none where the day was not counted."""
    rows = lake.read_rows_if_there(marts.share_of_voice, partition)
    return [row for row in rows if row["llm_provider"] == "all"]
