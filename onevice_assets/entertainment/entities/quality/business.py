"""What a person, a project, an organization … cannot be: the rules that look at several things.

`Evidence` is what the rest of the organization's rows say of the one that is judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations
from typing import Any

from onevice_assets.entertainment.entities.quality.formats import read_budget_range
from onevice_assets.entertainment.entities.quality.issues import Issue, note, set_aside, warn

Row = Mapping[str, Any]

_DIRECTS = re.compile(
    r"(?<!creative )(?<!art )(?<!casting )\bdirect(?:or|ed|s|ing)\b", re.IGNORECASE
)
_LEADS_IDEAS = re.compile(r"\bcreative direct|\bECD\b|\bACD\b", re.IGNORECASE)
_ROLES = {
    "Director": ("DIRECTED", _DIRECTS),
    "Creative Director": ("CREATIVE_DIRECTED", _LEADS_IDEAS),
}
_ORDER = (
    "pitchDate",
    "awardDate",
    "prepStartDate",
    "shootStartDate",
    "shootEndDate",
    "deliveryDate",
)
_PARTS = ("aboveLine", "belowLine", "postProduction", "contingency")
_SLACK = 1.01  # sums of rounded parts


@dataclass(frozen=True)
class Evidence:
    """What other rows say of a row.

    Attributes:
        credits: types of the relationships that start at it.
    """

    credits: frozenset[str] = field(default_factory=frozenset)


def check_person(row: Row, evidence: Evidence) -> Iterator[Issue]:
    """The seed's three rules for people, and rates that contradict each other."""
    role = row.get("roleType")
    if role in _ROLES and not _has_evidence(role, row, evidence):
        told = role.lower() + " indicators"
        message = f"Person classified as {role} but lacks {told}"
        yield warn("roleType", message, "Review role classification")
    if row.get("unionStatus") == "Union" and not row.get("unionLocal"):
        yield Issue(
            "unionLocal",
            "Union person should have union local specified",
            "error",
            "Add union local information",
            ("unionStatus",),
        )
    if row.get("unionStatus") == "Non-Union" and row.get("unionLocal"):
        message = f"Non-union person has the union local {row['unionLocal']}"
        yield warn("unionStatus", message, "Review union status")
    yield from _check_budget_range(row)
    day, week = row.get("dayRate"), row.get("weeklyRate")
    if day and week and week < day:
        yield warn("weeklyRate", f"A week costs {week}, less than a day ({day})", "Review rates")


def check_project(row: Row, evidence: Evidence) -> Iterator[Issue]:  # noqa: ARG001
    """Dates in an order that can be, a budget that its parts fit in, a currency to an amount."""
    yield from _check_dates(row)
    total = row.get("totalBudget")
    parts = [row.get(f"budgetBreakdown_{one}") or 0.0 for one in _PARTS]
    if total is not None and sum(parts) > total * _SLACK:
        message = f"The parts of the budget are {sum(parts):,.2f}, the whole is {total:,.2f}"
        yield warn("totalBudget", message, "Compare the budget with its breakdown")
    if total is not None and not row.get("currency"):
        yield note("currency", "The budget has no currency", "Say in which currency it is")
    if row.get("status") == "Completed" and not row.get("completionDate"):
        yield note("completionDate", "A completed project has no completion date", "Add it")


def check_organization(row: Row, evidence: Evidence) -> Iterator[Issue]:  # noqa: ARG001
    """A union has a code; the least budget is not above the most."""
    if row.get("type") == "Union" and not row.get("unionCode"):
        yield warn("unionCode", "A union without a code", "Add the union's code: IATSE, DGA, …")
    low, high = row.get("budgetRange_min"), row.get("budgetRange_max")
    if low is not None and high is not None and low > high:
        fields = ["budgetRange_min", "budgetRange_max"]
        yield set_aside(fields, f"The least budget {low} is above the most, {high}", "Swap them")


def check_document(row: Row, evidence: Evidence) -> Iterator[Issue]:  # noqa: ARG001
    """A contract or budget is sensitive; a document that was read has a text."""
    if row.get("type") in ("Contract", "Budget") and (row.get("sensitivityLevel") or 1) > 2:
        level = row["sensitivityLevel"]
        message = f"A {row['type']} has sensitivity {level}: more people see it than should"
        yield warn("sensitivityLevel", message, "Give it level 1 or 2")
    if row.get("processingStatus") == "processed" and not row.get("fullTextContent"):
        yield warn("fullTextContent", "A processed document has no text", "Read it again")


def check_period(row: Row, evidence: Evidence) -> Iterator[Issue]:  # noqa: ARG001
    """A relationship that ends before it begins."""
    yield from _check_pair(row, "startDate", "endDate")


def _has_evidence(role: str, row: Row, evidence: Evidence) -> bool:
    credit, words = _ROLES[role]
    said = " ".join((row.get("bio") or "", *(row.get("specializations") or ())))
    return credit in evidence.credits or bool(words.search(said))


def _check_budget_range(row: Row) -> Iterator[Issue]:
    text = row.get("budgetRange")
    if not isinstance(text, str) or not text:
        return
    ends = read_budget_range(text)
    if ends is None:
        yield set_aside(
            ["budgetRange"], f"Invalid budget range format: {text}", "Use format: $X-Y or $X+"
        )
    elif ends[1] is not None and ends[0] > ends[1]:
        yield set_aside(
            ["budgetRange"], f"Budget range ends below its beginning: {text}", "Swap its ends"
        )


def _check_dates(row: Row) -> Iterator[Issue]:
    yield from _check_pair(row, "shootStartDate", "shootEndDate")
    for first, last in combinations(_ORDER, 2):
        if (first, last) == ("shootStartDate", "shootEndDate"):
            continue
        a, b = row.get(first), row.get(last)
        if isinstance(a, date) and isinstance(b, date) and b < a:
            yield warn(last, f"{last} {b} is before {first} {a}", "Look at the dates")


def _check_pair(row: Row, first: str, last: str) -> Iterator[Issue]:
    a, b = row.get(first), row.get(last)
    are_days = all(isinstance(one, date) and not isinstance(one, datetime) for one in (a, b))
    if are_days and a is not None and b is not None and b < a:
        yield set_aside([last, first], f"{last} {b} is before {first} {a}", "Swap or mend them")


CHECKS: Mapping[str, Callable[[Row, Evidence], Iterator[Issue]]] = {
    "Person": check_person,
    "Project": check_project,
    "Organization": check_organization,
    "Document": check_document,
}
"""By label; every relationship is looked at by `check_period`."""
