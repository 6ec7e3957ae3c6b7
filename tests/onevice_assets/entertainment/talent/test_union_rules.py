"""Which of several rules is in force: the newest, the state's own, what somebody imported."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from onevice_assets.entertainment.access.asker import Asker, ask_as
from onevice_assets.entertainment.graph.model.known_unions import make_unions
from onevice_assets.entertainment.graph.unions.read_rules import read_rules
from onevice_assets.entertainment.talent.union_rules import find_union_rules
from resources.errors import MissingDataError
from resources.identity import new_id

OWNER = new_id()


@dataclass
class Answered:
    """What a door answers with."""

    rows: list[dict[str, Any]]


@dataclass
class GraphOnly:
    """A door without a cache, to a graph of these unions."""

    unions: list[dict[str, Any]] = field(default_factory=list)
    asker: Asker = field(default_factory=lambda: ask_as(OWNER, "Guest", name="tests"))
    cache: None = None

    def ask(self, _asked: object, *, code: str, state: str) -> Answered:
        found = [one for one in self.unions if one["unionCode"] == code]
        return Answered([{"u": one} for one in found])


def imported(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return read_rules(json.dumps(rows).encode(), OWNER) if rows else []


def rule(state: str, year: int, daily: float, **more: Any) -> dict[str, Any]:
    return {"union_code": "IATSE", "state": state, "year": year, "scale_daily": daily, **more}


def ask(rows: list[dict[str, Any]], year: int = 2026, code: str = "IATSE") -> dict[str, Any]:
    door: Any = GraphOnly(make_unions(OWNER))
    return find_union_rules(door, code, "California", year, lambda: rows)


@pytest.mark.parametrize(
    ("rows", "year", "daily", "rates_year"),
    [
        ([rule("CA", 2025, 450)], 2026, 450, 2025),
        ([rule("CA", 2025, 450), rule("CA", 2024, 400)], 2024, 400, 2024),
        ([rule("*", 2025, 430), rule("CA", 2025, 450)], 2025, 450, 2025),
        ([rule("*", 2026, 460), rule("CA", 2025, 450)], 2026, 460, 2026),
        ([rule("NY", 2026, 999), rule("*", 2024, 400)], 2026, 400, 2024),
    ],
)
def test_the_newest_rules_of_the_state_are_in_force(
    rows: list[dict[str, Any]], year: int, daily: float, rates_year: int
) -> None:
    found = ask(imported(*rows), year)
    assert (found["currentRates_scale_daily"], found["rates_year"]) == (daily, rates_year)
    assert found["name"].startswith("International Alliance")


def test_what_was_imported_reads_as_what_the_graph_has() -> None:
    found = ask(imported(rule("CA", 2026, 450, holidays=["2026-01-01"], pension_rate=0.185)))
    assert found["currentRates_holidays"] == ["2026-01-01"]
    assert found["pensionRate"] == 0.185
    assert "currentRates_scale_weekly" not in found


def test_a_known_union_without_rates_says_so() -> None:
    found = ask([])
    assert (found["unionCode"], found["rates_year"]) == ("IATSE", None)


def test_a_union_that_only_an_import_knows_is_found() -> None:
    rows = imported({"union_code": "ICG", "state": "*", "year": 2025, "scale_daily": 500})
    assert ask(rows, code="icg")["name"] == "ICG"


def test_rules_of_later_years_alone_are_told_and_unknown_unions_too() -> None:
    later = imported({"union_code": "ICG", "state": "*", "year": 2027, "scale_daily": 500})
    with pytest.raises(MissingDataError, match="there are rates of 2027; none of 2026"):
        ask(later, code="ICG")
    with pytest.raises(MissingDataError, match="no union TEAMSTERS in California"):
        ask([], code="teamsters")
