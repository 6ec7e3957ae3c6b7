"""The gazetteer: families of businesses, their industries, and who buys from them.

The data lies in `gazetteer/*.toml`; this module only reads it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

BusinessModel = Literal["b2b", "b2c", "b2b2c", "marketplace"]
Stage = Literal["awareness", "consideration", "purchase"]
OfferingKind = Literal["product", "service"]


@dataclass(frozen=True)
class Archetype:
    """A typical buyer of a family; `{category}` in its description is filled later."""

    name: str
    description: str
    titles: tuple[str, ...]
    age: str
    income: str
    education: str
    goals: tuple[str, ...]
    pains: tuple[str, ...]
    motivations: tuple[str, ...]
    objections: tuple[str, ...]
    factors: tuple[str, ...]
    sources: tuple[str, ...]
    stage: Stage
    company_size: str = ""
    seniority: str = ""


@dataclass(frozen=True)
class Industry:
    """What gives an industry away, what its buyers need, and whether they look near by."""

    name: str
    family: str
    category: str
    keywords: tuple[str, ...]
    needs: tuple[str, ...]
    local: bool = False


@dataclass(frozen=True)
class Family:
    """Businesses that sell in a like way to like people."""

    name: str
    model: BusinessModel
    kind: OfferingKind
    archetypes: tuple[Archetype, ...]
    industries: tuple[Industry, ...] = field(repr=False)


@lru_cache(maxsize=1)
def families() -> dict[str, Family]:
    """Every family by name."""
    folder = files(__package__) / "gazetteer"
    texts = {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    return {name: _read(name, texts[name]) for name in sorted(texts)}


@lru_cache(maxsize=1)
def industries() -> tuple[Industry, ...]:
    """Every industry of every family."""
    return tuple(one for family in families().values() for one in family.industries)


def _read(name: str, text: str) -> Family:
    data = tomllib.loads(text)
    return Family(
        name=name,
        model=data["model"],
        kind=data["kind"],
        archetypes=tuple(Archetype(**_tuples(one)) for one in data["archetype"]),
        industries=tuple(
            Industry(**{"family": name, "local": data.get("local", False), **_tuples(one)})
            for one in data["industry"]
        ),
    )


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
