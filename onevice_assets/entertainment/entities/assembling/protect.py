"""Who may see what is made of documents: level and groups of what they tell.

Whoever may see one of the documents may see what it tells. So of several that tell the same, the
least sensitive one decides: its level, and its groups; none where one of that level is open to all
of it (`model/levels.py`). A property may be told by fewer documents than the node that has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    join_protections,
    meet_protections,
)

T = TypeVar("T")
Told = Sequence[tuple[T, Protection]]
"""Values of one property, each with the protection of the document that tells it."""


def read_protection(document: Mapping[str, Any]) -> Protection:
    """Of a row of `documents`."""
    groups = json.loads(document.get("access_groups") or "[]")
    return Protection(document["sensitivity_level"], tuple(sorted(set(groups))))


def protect_value(told: Told[Any], value: object) -> Protection:
    """Who may see a value: that of the documents that tell it.

    Of a value that no document tells alone, as a list of several, who may see all of its parts.

    Args:
        told: what documents tell of the property; not empty.
        value: what was made of it.
    """
    alone = [seen for one, seen in told if one == value]
    if alone:
        return join_protections(alone)
    parts: dict[str, list[Protection]] = {}
    for one, seen in told:
        parts.setdefault(repr(one), []).append(seen)
    return meet_protections(join_protections(some) for some in parts.values())


def choose_open(
    found: Iterable[T], own: Protection, protection: Callable[[T], Protection]
) -> list[T]:
    """What everybody may see who may see the whole; where there is none such, the most open."""
    every = list(found)
    return [one for one in every if own.covers(protection(one))] or [
        one for one in every if protection(one).level == own.level
    ]
