"""Answers as cells: how often a prompt was answered by a model, and how often with the brand named.

The brand is looked for by its names as whole words (`resources.text_folding`). That is a cautious
guard, not the reading the marts count by; so past and present are always read by the same guard
here, and nothing counted here is ever published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resources.text_folding import names_any

Row = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Place:
    """A cell: one unbranded prompt asked of one model; `label` is `provider:model`."""

    label: str
    topic: str
    prompt_id: str


@dataclass(frozen=True)
class Count:
    """Answers of a cell, and those of them that name the brand."""

    named: int
    answers: int


Counts = Mapping[Place, Count]


def count_mentions(rows: Iterable[Row], names: Sequence[str]) -> dict[Place, Count]:
    """Count answers and mentions per cell.

    Args:
        rows: of `llm_responses`: `llm_provider`, `llm_model`, `topic`, `prompt_id`, `is_branded`,
            `response_text`.
        names: names and aliases of one brand; none names nothing.

    Returns:
        Cells of unbranded prompts, sorted.
    """
    found: dict[Place, Count] = {}
    for row in rows:
        if row["is_branded"]:
            continue
        label = f"{row['llm_provider']}:{row['llm_model']}"
        place = Place(label, row["topic"], row["prompt_id"])
        named = int(names_any(row["response_text"], names))
        found[place] = _add(found.get(place), Count(named, 1))
    return {place: found[place] for place in sorted(found)}


def merge_counts(one: Counts, other: Counts) -> dict[Place, Count]:
    """Both counts in one."""
    found = {**one}
    for place, count in other.items():
        found[place] = _add(found.get(place), count)
    return {place: found[place] for place in sorted(found)}


def by_label(counts: Counts) -> dict[str, dict[Place, Count]]:
    """The cells of each model, by `provider:model`."""
    found: dict[str, dict[Place, Count]] = {}
    for place, count in counts.items():
        found.setdefault(place.label, {})[place] = count
    return found


def _add(one: Count | None, other: Count) -> Count:
    return other if one is None else Count(one.named + other.named, one.answers + other.answers)
