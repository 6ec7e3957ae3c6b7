"""What a website's pages tell of it: the typed form of a `website_analysis` row."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from onevice_assets.brand_monitor.audience.read_gazetteer import BusinessModel

_MAX_CHARS = 300


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Offering(_Strict):
    """Something the website sells or gives away."""

    name: str = Field(min_length=1, max_length=120)
    kind: Literal["product", "service"]
    category: str = Field(
        min_length=2,
        max_length=60,
        description="What a buyer calls it, a countable noun phrase in the singular, no brand",
    )
    location: str | None = Field(None, max_length=60, description="Town, for local offers only")
    description: str = Field("", max_length=_MAX_CHARS)
    page_id: str | None = None


class Claim(_Strict):
    """A value proposition, and the page that says it."""

    text: str = Field(min_length=1, max_length=_MAX_CHARS)
    page_id: str | None = None


class Competitor(_Strict):
    """A competitor, and the page that names it."""

    name: str = Field(min_length=1, max_length=80)
    page_id: str | None = None


class Analysis(_Strict):
    """A website's business. The first offering is the main one."""

    industry: str | None
    business_model: BusinessModel | None
    primary_offerings: list[Offering] = Field(min_length=1, max_length=12)
    value_propositions: list[Claim] = Field(max_length=8)
    target_markets: list[str] = Field(max_length=8)
    competitors_mentioned: list[Competitor] = Field(max_length=20)
    dropped_claims: list[str] = Field(default_factory=list)
    analysis_method: str = "rules"

    def columns(self) -> dict[str, Any]:
        """The row's columns: JSON text for lists."""
        data = self.model_dump()
        return {
            name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            for name, value in data.items()
        }


def from_row(row: dict[str, Any]) -> Analysis:
    """Read a `website_analysis` row back."""
    lists = {
        name: json.loads(row[name])
        for name in (
            "primary_offerings",
            "value_propositions",
            "target_markets",
            "competitors_mentioned",
            "dropped_claims",
        )
    }
    plain = {name: row[name] for name in ("industry", "business_model", "analysis_method")}
    return Analysis(**plain, **lists)
