"""The seed's nested maps and the flat properties a graph can hold, one for the other.

{"budgetBreakdown": {"aboveLine": 1.0}}  ↔  {"budgetBreakdown_aboveLine": 1.0}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onevice_assets.entertainment.graph.model.kinds import IDENTITY

BETWEEN = "_"
_WHOLE = frozenset(one.name for one in IDENTITY)  # `organization_id` is no map


def flatten(nested: Mapping[str, Any]) -> dict[str, Any]:
    """Maps within maps as one map; what is no map stays as it is.

    Raises:
        ValueError: two ways lead to one name.
    """
    flat: dict[str, Any] = {}
    for name, value in nested.items():
        inner = flatten(value) if isinstance(value, Mapping) else None
        made = (
            {name: value} if inner is None else {f"{name}{BETWEEN}{k}": v for k, v in inner.items()}
        )
        if twice := sorted(made.keys() & flat.keys()):
            raise ValueError(f"{', '.join(twice)} stands there twice, nested and flat")
        flat |= made
    return flat


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Flat properties as the seed writes them; the way back from `flatten`.

    Args:
        flat: properties of a declared node or relationship: their names have an underscore only
            where the seed has a map.
    """
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        *within, last = [name] if name in _WHOLE else name.split(BETWEEN)
        place = nested
        for one in within:
            place = place.setdefault(one, {})
        place[last] = value
    return nested
