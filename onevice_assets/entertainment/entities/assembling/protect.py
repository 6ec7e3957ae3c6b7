"""Who may see what is made of documents: level and groups of a node, by those that name it.

Whoever may see one of the documents may see that somebody is named there. So the least sensitive
document decides: its level, and its groups; none where one of that level is open to all of it.
What a property tells beyond that has a level of its own in the declared model.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Protection:
    """Who may see something.

    Attributes:
        level: 1 (most sensitive) to 6.
        groups: who may see it besides leadership; empty: everybody of the clearance.
    """

    level: int
    groups: tuple[str, ...] = ()

    @property
    def alone(self) -> int:
        """The level of what can have no groups: leadership's where only groups may see it."""
        return 1 if self.groups else self.level


MOST_SENSITIVE = Protection(1)
"""Of what no document tells the level of."""


def read_protection(document: Mapping[str, Any]) -> Protection:
    """Of a row of `documents`."""
    groups = json.loads(document.get("access_groups") or "[]")
    return Protection(document["sensitivity_level"], tuple(sorted(set(groups))))


def join_protections(found: Iterable[Protection]) -> Protection:
    """Of what several documents name: that of the least sensitive of them."""
    every = list(found)
    if not every:
        return MOST_SENSITIVE
    level = max(one.level for one in every)
    open_ = [one for one in every if one.level == level]
    if not all(one.groups for one in open_):
        return Protection(level)
    return Protection(level, tuple(sorted({group for one in open_ for group in one.groups})))
