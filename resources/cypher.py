"""Every Cypher statement of the product is a `Statement`, and all of them are known here.

A graph session takes nothing else, so that one contract test can send each statement to the
embedded graph and to Neo4j. The profile they keep to is in ADR 0004: named UNIQUE constraints on
one property, no NODE KEY, no APOC or GDS, `shortestPath()`, opaque element ids.

The statements themselves stand beside the code that sends them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_KNOWN: dict[str, Statement] = {}


@dataclass(frozen=True)
class Statement:
    """One Cypher text.

    Attributes:
        name: unique in the product, dotted by owner: `brand_monitor.delete_edges.RANKS_FOR`.
        text: the Cypher; values only as parameters, never spliced in.
        example: parameters it can be tried with; the contract test sends them.
    """

    name: str
    text: str
    example: Mapping[str, Any] = field(default_factory=dict)


def define(name: str, text: str, **example: Any) -> Statement:
    """Register a statement; call it at module level only.

    Args:
        name: unique dotted name.
        text: the Cypher.
        **example: parameters it can be tried with.

    Raises:
        ValueError: when the name already stands for another text.
    """
    statement = Statement(name, " ".join(text.split()), example)
    known = _KNOWN.setdefault(name, statement)
    if known.text != statement.text:
        raise ValueError(f"two Cypher statements are called {name!r}")
    return known


def known_statements() -> list[Statement]:
    """Every statement defined by the modules imported so far, in the order of definition."""
    return list(_KNOWN.values())
