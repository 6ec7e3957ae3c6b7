"""Reads what the graph is made of: 28 days of answers, and the website's audience.

Only columns that become part of the graph are kept, a day at a time, so that a month of answers
never stands in memory with its texts. No aggregation here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience, marts
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    import pyarrow

WINDOW_DAYS = 28

_RESPONSES = (
    "id",
    "day",
    "prompt_id",
    "topic",
    "llm_provider",
    "llm_model",
    "is_branded",
)
_STATES = (
    "llm_response_id",
    "brand_id",
    "brand_name",
    "role",
    "presence",
    "position_rank",
    "belief_sold",
)
_DAILY: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (answers.llm_responses, _RESPONSES),
    (answers.llm_brand_states, _STATES),
    (marts.co_mentions, tuple(marts.co_mentions.column_names)),
)


@dataclass(frozen=True)
class Window:
    """Answers of the days that end at the published one.

    Attributes:
        period_start: first day of the period (27 days before the published one).
        period_end: the published day.
        days: the days in it that hold all three tables, in order.
        responses, states, co_mentions: Arrow tables with the columns the graph needs.
    """

    period_start: date
    period_end: date
    days: tuple[date, ...]
    responses: pyarrow.Table
    states: pyarrow.Table
    co_mentions: pyarrow.Table


@dataclass(frozen=True)
class Audience:
    """The website's own rows, as dictionaries, superseded ones included."""

    icps: list[dict[str, Any]]
    conversations: list[dict[str, Any]]
    prompts: list[dict[str, Any]]
    classifications: list[dict[str, Any]]
    sites_competitors: str


def read_window(lake: Lake, website: str, day: date) -> Window:
    """Read the 28 days that end at `day`.

    Args:
        lake: the lake.
        website: the website's partition key.
        day: the published day; it must be there, earlier days may be missing.

    Raises:
        MissingDataError: when the published day lacks a table.
    """
    days = sorted({*list_days(lake, website, day), day})
    tables = [_read_slim(lake, table, columns, website, days) for table, columns in _DAILY]
    return Window(_first_day(day), day, tuple(days), *tables)


def list_days(lake: Lake, website: str, day: date) -> list[date]:
    """Days that count when the graph shows the 28 days that end at `day`: all tables are there."""
    days = [_first_day(day) + timedelta(days=further) for further in range(WINDOW_DAYS)]
    return [one for one in days if _is_there(lake, website, one)]


def read_audience(lake: Lake, website: str) -> Audience:
    """Read ICPs, conversations, prompts and their classifications of a website.

    Raises:
        MissingDataError: when the prompts were never made.
    """
    analysis = lake.read_rows_if_there(audience.website_analysis, website)
    return Audience(
        icps=lake.read_rows_if_there(audience.icps, website),
        conversations=lake.read_rows(audience.conversation_sequences, website),
        prompts=lake.read_rows(audience.prompts, website),
        classifications=lake.read_rows_if_there(audience.prompt_classifications, website),
        sites_competitors=analysis[0]["competitors_mentioned"] if analysis else "[]",
    )


def _first_day(last: date) -> date:
    return last - timedelta(days=WINDOW_DAYS - 1)


def _is_there(lake: Lake, website: str, day: date) -> bool:
    key = join_key(day.isoformat(), website)
    return all(lake.exists(table, key) for table, _ in _DAILY)


def _read_slim(
    lake: Lake, table: Table, columns: Sequence[str], website: str, days: Sequence[date]
) -> pyarrow.Table:
    import pyarrow as pa

    slim = table.only(*columns)  # no answer's text is decoded
    parts = [lake.read_arrow(slim, join_key(day.isoformat(), website)) for day in days]
    return pa.concat_tables(parts).select(columns)
