"""A day's answers as the marts see them: said, joined to their prompt, with the brands of the set.

The same joins as `dbt/models/intermediate`, over one partition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience, citations
from resources.lake import Lake

Row = Mapping[str, Any]

ALL = "all"
_TRACKED = ("own", "competitor")
_CELL = ("llm_provider", "prompt_id", "is_branded")
_DIMENSIONS = ("intent_type", "funnel_stage", "icp_id")


@dataclass(frozen=True, eq=False)
class Answer:
    """One answer.

    Attributes:
        row: of `llm_responses`.
        dimensions: `intent_type`, `funnel_stage`, `icp_id` of its prompt; None where unknown.
        named: brands of the set that it names, by id: their rows of `llm_brand_states`.
        companies: every brand it names, of the set or not.
        sources: its rows of `answer_citations`.
    """

    row: Row
    dimensions: Mapping[str, str | None]
    named: Mapping[str, Row]
    companies: tuple[Row, ...] = ()
    sources: tuple[Row, ...] = ()

    @property
    def id(self) -> str:
        """Id of the answer."""
        return str(self.row["id"])


@dataclass(frozen=True, eq=False)
class Day:
    """One day of one website.

    Attributes:
        answers: those that count at all; none where no brand is compared.
        brands: the set: brand id to (name, role).
    """

    answers: list[Answer] = field(default_factory=list)
    brands: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, provider: str, *, is_branded: bool = False) -> list[Answer]:
        """Answers of one provider, or `all`, to unbranded (R) or to branded prompts."""
        return [
            one
            for one in self.answers
            if one.row["is_branded"] is is_branded and provider in (ALL, one.row["llm_provider"])
        ]

    @property
    def own_brand(self) -> str | None:
        """Name of the first own brand."""
        return min((name for name, role in self.brands.values() if role == "own"), default=None)


def read_day(lake: Lake, partition: str) -> Day:
    """Read the answers behind one partition of the marts.

    Raises:
        MissingDataError: when answers or brand states were never written.
    """
    _, website = split_key(partition)
    return build_day(
        lake.read_rows(answers.llm_responses, partition),
        lake.read_rows(answers.llm_brand_states, partition),
        lake.read_rows_if_there(audience.prompt_classifications, website),
        lake.read_rows_if_there(citations.answer_citations, partition),
    )


def build_day(
    responses: Iterable[Row],
    states: Iterable[Row],
    classifications: Iterable[Row] = (),
    sources: Iterable[Row] = (),
) -> Day:
    """Join lake rows of one day × website; see `read_day`."""
    states = list(states)
    brands = choose_brand_set(states)
    said = [row for row in responses if row["response_text"].strip()] if brands else []
    classes = {row["prompt_id"]: row for row in classifications}
    cells = _dimensions_of_cells(said, classes)
    named = _by_answer(state for state in states if state["presence"] != "ignored")
    cited = _by_answer(sources)
    return Day(
        [
            Answer(
                row,
                cells[_cell(row)],
                {s["brand_id"]: s for s in named.get(row["id"], ()) if s["brand_id"] in brands},
                tuple(named.get(row["id"], ())),
                tuple(cited.get(row["id"], ())),
            )
            for row in said
        ],
        brands,
    )


def choose_brand_set(states: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """The brands a day compares: the tracked ones or, where none is tracked, those found."""
    brands: dict[str, tuple[str, set[str]]] = {}
    for state in states:
        if state["role"] in (*_TRACKED, "found"):
            name, roles = brands.get(state["brand_id"], ("", set()))
            brands[state["brand_id"]] = max(name, state["brand_name"]), roles | {state["role"]}
    strongest = {
        brand: (name, next(role for role in (*_TRACKED, "found") if role in roles))
        for brand, (name, roles) in brands.items()
    }
    tracked = {brand: known for brand, known in strongest.items() if known[1] != "found"}
    return tracked or strongest


def _dimensions_of_cells(
    said: Iterable[Row], classes: Mapping[str, Row]
) -> dict[tuple[Any, ...], dict[str, str | None]]:
    """What is known of each provider's prompt; of several values the last, as in prompt_cells."""
    cells: dict[tuple[Any, ...], dict[str, str | None]] = {}
    for row in said:
        known = {**classes.get(row["prompt_id"], {}), "icp_id": row["icp_id"]}
        cell = cells.setdefault(_cell(row), dict.fromkeys(_DIMENSIONS))
        for name in _DIMENSIONS:
            cell[name] = max(filter(None, (cell[name], known.get(name))), default=None)
    return cells


def _cell(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in _CELL)


def _by_answer(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["llm_response_id"], []).append(row)
    return found
