"""A day as the definitions of metrics.md see it: answers with their states, read out of the lake.

What the marts are compared with; nothing here shares code with `dbt/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from onevice_assets.partitions import split_key
from onevice_assets.tables import answers, audience
from resources.lake import Lake

Row = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One answer.

    Attributes:
        row: of llm_responses.
        states: of the brands of the set, by brand.
        companies: how many companies it names, of the set or not.
        cuts: intent type, funnel stage and customer, by column; None where it has none.
    """

    row: Row
    states: dict[str, Row]
    companies: int
    cuts: dict[str, str | None]

    @property
    def named(self) -> list[str]:
        """Brands of the set that it names."""
        return [brand for brand, state in self.states.items() if named(state)]


Scope = list[Said]


@dataclass(frozen=True)
class Day:
    """A partition: what every provider and all together said, and the brands compared.

    Attributes:
        answers: to unbranded prompts (R), by provider and for `all`.
        branded: to the others.
        brands: a state of each brand of the set.
    """

    answers: dict[str, Scope]
    branded: dict[str, Scope]
    brands: dict[str, Row]

    def of_one_provider(self) -> list[Said]:
        """Every answer once, branded ones too."""
        return [*self.answers["all"], *self.branded["all"]]


def read_day(lake: Lake, partition: str) -> Day:
    states = lake.read_rows(answers.llm_brand_states, partition)
    brands = _brand_set(states)
    site = split_key(partition)[1]
    classes = lake.read_rows_if_there(audience.prompt_classifications, site)
    by_prompt = {row["prompt_id"]: row for row in classes}
    said = []
    for row in lake.read_rows(answers.llm_responses, partition):
        mine = [state for state in states if state["llm_response_id"] == row["id"]]
        kind = by_prompt.get(row["prompt_id"], {})
        cuts = {name: kind.get(name) for name in ("intent_type", "funnel_stage")}
        of_set = {state["brand_id"]: state for state in mine if state["brand_id"] in brands}
        companies = sum(map(named, mine))
        said.append(Said(row, of_set, companies, {**cuts, "icp_id": row["icp_id"]}))
    providers = {one.row["llm_provider"] for one in said} | {"all"}

    def pick(branded: bool) -> dict[str, Scope]:
        return {
            provider: [
                one
                for one in said
                if provider in (one.row["llm_provider"], "all") and one.row["is_branded"] is branded
            ]
            for provider in providers
        }

    return Day(pick(False), pick(True), brands)


def _brand_set(states: Iterable[Row]) -> dict[str, Row]:
    tracked = {s["brand_id"]: s for s in states if s["role"] in ("own", "competitor")}
    return tracked or {s["brand_id"]: s for s in states if s["role"] == "found"}


def named(state: Row) -> bool:
    return bool(state["presence"] != "ignored")


def recommended(state: Row) -> bool:
    return bool(state["presence"] == "recommended")


def divide(a: float, by: float) -> float | None:
    return a / by if by else None


def group(scope: Scope, key: Callable[[Said], Any]) -> dict[Any, Scope]:
    groups: dict[Any, Scope] = {}
    for one in scope:
        groups.setdefault(key(one), []).append(one)
    return groups


def count(scope: Scope, brand: str, is_so: Callable[[Row], bool] = named) -> int:
    """Answers whose state of a brand is so."""
    return sum(is_so(one.states[brand]) for one in scope)


def assert_rows(
    rows: Iterable[Row], key: tuple[str, ...], wanted: Mapping[Any, Mapping[str, Any]]
) -> None:
    """The rows are those wanted, no more, no fewer, and say what is wanted."""
    found = {tuple(row[name] for name in key): row for row in rows}
    assert found.keys() == wanted.keys()
    for one, values in wanted.items():
        for name, value in values.items():
            assert found[one][name] == _near(name, value), (one, name)


def _near(name: str, value: Any) -> Any:
    if not isinstance(value, float):
        return value
    # two roundings of one half may differ in the last of two decimals; sums of ranks keep twelve
    is_score = "score" in name or name == "recommendation_rate"
    return pytest.approx(value, abs=0.011 if is_score else 1e-9)
