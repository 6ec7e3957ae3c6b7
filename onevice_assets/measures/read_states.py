"""Answers of R one by one, with the brands they name: for what cells cannot tell, such as pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.unbranded import choose_unbranded
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

_OF_ANSWER = ["id", "day", "llm_provider", "prompt_id", "topic"]
_OF_STATE = ["llm_response_id", "brand_id", "presence", "position_rank"]


@dataclass(frozen=True, eq=False)
class Named:
    """Unbranded answers and the brands of the set they name.

    Attributes:
        answers: `id`, `day`, `llm_provider`, `prompt_id`, `topic`; one row per answer of R.
        states: `id` of the answer, `topic`, `day`, `brand_id`, `presence`, `position_rank`; one
            row per answer and brand that it does not ignore.
        cells: what they were chosen by.
    """

    answers: pd.DataFrame
    states: pd.DataFrame
    cells: Cells


def read_states(lake: Lake, website: str, cells: Cells) -> Named:
    """Read the answers behind some cells.

    Args:
        lake: where answers and brand states are.
        website: the website's key.
        cells: which days, providers and prompts count (`read_cells`, filtered or not).
    """
    asked = choose_unbranded(cells.prompts)
    keys = ["day", "llm_provider", "prompt_id"]
    said = _read(lake, website, answers.llm_responses, cells.days)
    said = said.select(_OF_ANSWER).filter(_is_counted(said))
    found = said.to_pandas().merge(asked[keys].drop_duplicates(), on=keys)
    states = _read(lake, website, answers.llm_brand_states, cells.days)
    states = states.select(_OF_STATE).filter(_is_named(states)).to_pandas()
    joined = states.merge(
        found[["id", "day", "topic"]], left_on="llm_response_id", right_on="id"
    ).merge(cells.members[["day", "brand_id"]], on=["day", "brand_id"])
    return Named(found, joined.drop(columns="llm_response_id"), cells)


def _read(lake: Lake, website: str, table: Table, days: Sequence[date]) -> pyarrow.Table:
    return lake.read_arrow(table, [join_key(day.isoformat(), website) for day in days])


def _is_counted(said: pyarrow.Table) -> pyarrow.ChunkedArray:
    """Unbranded, and not empty: an empty answer is a missing one."""
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(said["response_text"])
    return pc.and_(pc.greater(pc.utf8_length(text), 0), pc.invert(said["is_branded"]))


def _is_named(states: pyarrow.Table) -> pyarrow.ChunkedArray:
    import pyarrow.compute as pc

    return pc.not_equal(states["presence"], "ignored")
