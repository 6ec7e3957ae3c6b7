"""What the numbers say in a sentence, for a reader who reads no further."""

from __future__ import annotations

import json
from typing import Any

from onevice_assets.brand_monitor.report.view import ReportView

Row = dict[str, Any]

# between a number and its sign: no line breaks there
NARROW = "\u202f"
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def tell_headline(view: ReportView) -> str:
    """The day in one sentence."""
    if not any(row["mention_rate"] is not None for row in view.ranking):
        return "No answer of this day can be counted, so nothing is said about any brand."
    if view.subject is None:
        return f"None of the {len(view.ranking)} brands is named in the day's answers."
    row = view.subject
    if not row["mention_count"]:
        leader = view.ranking[0]
        return (
            f"{row['brand_name']} is not named; {_most(leader)}."
            if leader["mention_count"]
            else f"{row['brand_name']} is not named, and nobody else is."
        )
    if row["role"] != "own":
        return f"{row['brand_name']} is named most: {tell_rate(row)}."
    place = _ORDINALS.get(row["place"], f"{row['place']}th")
    return (
        f"{row['brand_name']} is named {tell_rate(row)}: {place} of {row['brand_count']} "
        f"brands{_tell_company(view)}."
    )


def _tell_company(view: ReportView) -> str:
    """With how many rivals the own brand shares its place as far as anybody can tell."""
    level = sum(tell_lead(row) == "level" for row in view.ranking)
    if not level:
        return ""
    rivals = "one other" if level == 1 else f"{level} others"
    return f", not told apart from {rivals}"


def _most(row: Row) -> str:
    return f"{row['brand_name']} is named most, {tell_rate(row)}"


def tell_rate(row: Row) -> str:
    """`in 41 % of answers`, as counts and a rounded rate."""
    rate = f"{100 * row['mention_rate']:.0f}{NARROW}%"
    return f"in {rate} of answers ({row['mention_count']} of {row['total_responses']})"


def tell_lead(row: Row) -> str:
    """How a brand stands against the own one: `ahead`, `behind`, `level` or nothing known."""
    against = row["against_own"]
    if against is None or against["verdict"] == "no_verdict":
        return ""
    return {"up": "ahead", "down": "behind", "no_change": "level"}[against["verdict"]]


def tell_model_changes(view: ReportView) -> str:
    """Which provider changed from what to what; empty where no verdict fails for it."""
    row = view.subject["verdict_row"] if view.subject else None
    if not row or row["reason"] != "model_changed":
        return ""
    found = [
        f"{one['llm_provider']}: {_names(one['earlier_served_models'])} → "
        f"{_names(one['served_models'])} on {on:%d %B}"
        for one in {one["llm_provider"]: one for one in view.marks}.values()
        if (on := one["served_model_changed_on"])
    ]
    return f"({'; '.join(found)})" if found else ""


def _names(models: str) -> str:
    return ", ".join(json.loads(models)) or "unknown"
