"""The answers behind a number, with the sentence that counted, and one answer in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onevice_assets.dashboard.queries.rivals import recall_states
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.lineage.evidence import Evidence, list_evidence
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from onevice_assets.tables.answers import PRESENCES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

PAGE_SIZE = 20
Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """One page of answers.

    Attributes:
        total: how many answers there are on all pages.
        page: which page this is, from 1; within what there is.
        answers: `{"answer": row of llm_responses, "evidence": Evidence or none}`, newest day
            first; evidence is missing where the brand is not named.
    """

    total: int
    page: int
    answers: list[Row]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class Whole:
    """One answer in full: its row, every brand in it, and what it cites."""

    answer: Row
    states: list[Row]


def find_answers(scope: Scope, *, page: int | None = None, size: int = PAGE_SIZE) -> Found:
    """Find what the URL asks for: answers about a brand, by what they do to it.

    Args:
        scope: its `asked` holds `about`, `presence` and `instead`.
        page: instead of the URL's.
        size: answers on a page.
    """
    chosen, shown = _choose(scope)
    total = len(chosen)
    last = max(1, -(-total // size))
    at = min(page or scope.asked.page, last)
    part = chosen.iloc[(at - 1) * size : at * size]
    rows = _rows(scope, answers.llm_responses, "id", part)
    evidence = _evidence(scope, part, list(rows.values()), shown)
    return Found(
        total, at, [{"answer": rows[one], "evidence": evidence.get(one)} for one in part["id"]]
    )


def open_answer(scope: Scope) -> Whole | None:
    """The answer the URL names; none where this website has no such answer in the period."""
    wanted = scope.asked.answer
    for day in reversed(scope.days):
        key = join_key(day.isoformat(), scope.key)
        rows = _take(scope.lake.read_arrow(answers.llm_responses, key), "id", [wanted])
        if rows:
            found = scope.lake.read_arrow(answers.llm_brand_states, key)
            states = _take(found, "llm_response_id", [wanted])
            states.sort(
                key=lambda row: (
                    PRESENCES.index(row["presence"]),
                    row["position_rank"] or 1_000,
                    row["brand_name"],
                )
            )
            return Whole(rows[0], [one for one in states if one["role"] != "catalogue"])
    return None


def _choose(scope: Scope) -> tuple[pd.DataFrame, str | None]:
    """The answers that are meant, in their order, and the brand whose sentence is shown."""
    named, asked = recall_states(scope), scope.asked
    found, about = named.answers, scope.brand_id(asked.about)
    if about is None:
        return found.sort_values(["day", "id"], ascending=[False, True]), None
    states = named.states
    own = states[states["brand_id"] == about]
    if asked.instead:
        other = scope.brand_id(asked.instead)
        ranked = states[(states["brand_id"] == other) & (states["presence"] == "recommended")]
        ranked = ranked[~ranked["id"].isin(set(own["id"]))]
        return _order(found, ranked), other
    if asked.presence == "ignored":
        left = found[~found["id"].isin(set(own["id"]))]
        return left.sort_values(["day", "id"], ascending=[False, True]), None
    kept = own if asked.presence == "named" else own[own["presence"] == asked.presence]
    return _order(found, kept), about


def _order(found: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Newest day first, then the strongest presence, then the best rank."""
    joined = found.merge(states[["id", "presence", "position_rank"]], on="id")
    joined = joined.assign(strength=joined["presence"].map(PRESENCES.index))
    return joined.sort_values(
        ["day", "strength", "position_rank", "id"], ascending=[False, True, True, True]
    )


def _evidence(
    scope: Scope, part: pd.DataFrame, responses: Sequence[Row], brand: str | None
) -> dict[str, Evidence]:
    if brand is None:
        return {}
    rows = _rows(scope, answers.llm_brand_states, "llm_response_id", part, brand)
    return {one.response_id: one for one in list_evidence(rows.values(), responses)}


def _rows(
    scope: Scope, table: Any, column: str, part: pd.DataFrame, brand: str | None = None
) -> dict[str, Row]:
    """Rows of a page's answers by the answer's id, read from their days alone."""
    found: dict[str, Row] = {}
    for day, of_day in part.groupby("day"):
        read = scope.lake.read_arrow(table, join_key(str(day), scope.key))
        for row in _take(read, column, list(of_day["id"])):
            if brand is None or row["brand_id"] == brand:
                found[row[column]] = row
    return found


def _take(table: pyarrow.Table, column: str, values: Sequence[str]) -> list[Row]:
    import pyarrow as pa
    import pyarrow.compute as pc

    rows: list[Row] = table.filter(
        pc.is_in(table[column], value_set=pa.array(list(values), pa.string()))
    ).to_pylist()
    return rows
