"""Mention rates within parts of a day: by provider, intent type or ICP (metrics.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """How often a brand is named within one part: `mentions` of `responses`."""

    brand: str
    part: str
    mentions: int
    responses: int

    @property
    def rate(self) -> float | None:
        """Mention rate, 0 to 1; null where the part has no response."""
        return self.mentions / self.responses if self.responses else None


@dataclass(frozen=True)
class Cut:
    """Brands × parts; parts in alphabetical order, brands in the ranking's order."""

    parts: Sequence[str]
    cells: Sequence[Cell]


def cut_by(counting: Sequence[Mapping[str, Any]], column: str, brands: Sequence[str]) -> Cut:
    """Count mentions of each brand within each value of a column; unknown values stay out.

    Args:
        counting: one row per brand state with `brand_name`, `presence`, `response_id`, column.
        column: what to cut by.
        brands: the brands to show, in their order.
    """
    responses: dict[str, set[str]] = {}
    mentions: dict[tuple[str, str], int] = {}
    for row in counting:
        part = row[column]
        if part is None:
            continue
        responses.setdefault(part, set()).add(row["response_id"])
        if row["presence"] != "ignored":
            pair = (row["brand_name"], part)
            mentions[pair] = mentions.get(pair, 0) + 1
    parts = sorted(responses)
    cells = [
        Cell(brand, part, mentions.get((brand, part), 0), len(responses[part]))
        for brand in brands
        for part in parts
    ]
    return Cut(parts, cells)


@dataclass(frozen=True)
class Topic:
    """One topic: how many answers it has and which brands lead them."""

    name: str
    responses: int
    leaders: Sequence[Cell]


def lead_topics(counting: Sequence[Mapping[str, Any]], most: int = 5) -> list[Topic]:
    """The most named brands of each topic, at most `most` of them, topics in alphabetical order.

    Args:
        counting: one row per brand state with `brand_name`, `presence`, `response_id`, `topic`.
        most: how many brands a topic shows.
    """
    brands = sorted({row["brand_name"] for row in counting})
    cut = cut_by(counting, "topic", brands)
    topics = []
    for name in cut.parts:
        cells = [cell for cell in cut.cells if cell.part == name]
        named = sorted((c for c in cells if c.mentions), key=lambda c: (-c.mentions, c.brand))
        topics.append(Topic(name, cells[0].responses, named[:most]))
    return topics
