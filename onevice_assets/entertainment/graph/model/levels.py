"""Who may see what documents tell: a node, a relationship, and a property that fewer may see.

A document has a level and access groups, and so has what it tells; what several tell is as open as
the most open of them. A property that not everybody may see who sees its node or relationship
stands in three parallel lists on it: its name, its level, and its groups as one text (ADR 30).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any, Final

from onevice_assets.entertainment.graph.model.kinds import (
    PUBLIC,
    Kind,
    Node,
    Property,
    all_of,
    internal,
    lists,
    wholes,
)

SEPARATOR: Final = "\u241f"
"""Between the names of access groups in one text."""
LEVEL: Final = "sensitivityLevel"
"""Of every relationship; nodes say theirs in their `level_property`."""
GROUPS: Final = "accessGroups"
NAMES: Final = "restrictedProperties"
LEVELS: Final = "restrictedLevels"
AMONG: Final = "restrictedGroups"
LISTS: Final = (NAMES, LEVELS, AMONG)

ACCESS: Final = lists(
    accessGroups="who may see it besides leadership; empty: everybody of the clearance"
)
RESTRICTED: Final = internal(
    lists(restrictedProperties="properties that fewer may see than the whole"),
    (Property(LEVELS, Kind.WHOLES, "level of each of them"),),
    lists(restrictedGroups="access groups of each; empty: everybody of the clearance"),
)
OF_EDGES: Final = all_of(
    wholes(sensitivityLevel="1 to 6: who may see that it is there"), ACCESS, RESTRICTED
)
"""What every relationship has."""

WHOLE: Final = frozenset(("id", "organization_id", "name", "isActive", LEVEL, GROUPS)) | {
    "visibilityLevel",
    "accessRestrictions",
    "roleType",
    "specializations",
    "concepts",
}
"""Properties that are told by documents as open as the whole, so nobody sees it without them: what
it is found and searched by."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Protection:
    """Who may see something.

    Attributes:
        level: 1 (most sensitive) to 6.
        groups: who may see it besides leadership; empty: everybody of the clearance.
    """

    level: int
    groups: tuple[str, ...] = ()

    def covers(self, other: Protection) -> bool:
        """Whether everybody who may see this may see the other; level 1 is leadership alone."""
        if self.level == 1 or self == other:
            return True
        among = bool(self.groups) and {*self.groups} <= {*other.groups}
        return other.level >= self.level and (not other.groups or among)

    def at(self, level: int) -> Protection:
        """The same for a property of that level."""
        return Protection(min(self.level, level), self.groups)


MOST_SENSITIVE: Final = Protection(1)
"""Of what no document tells the level of."""


def join_protections(found: Iterable[Protection]) -> Protection:
    """Of what several documents tell: that of the least sensitive of them."""
    every = list(found)
    if not every:
        return MOST_SENSITIVE
    level = max(one.level for one in every)
    open_ = [one for one in every if one.level == level]
    if not all(one.groups for one in open_):
        return Protection(level)
    return Protection(level, tuple(sorted({group for one in open_ for group in one.groups})))


def meet_protections(found: Iterable[Protection]) -> Protection:
    """Of what follows from several things: only who may see all of them may see it.

    Groups are those that all have; where there is none such, leadership alone is left.
    """
    every = list(found)
    level = min((one.level for one in every), default=1)
    among = [{*one.groups} for one in every if one.groups]
    groups = set.intersection(*among) if among else set()
    return MOST_SENSITIVE if among and not groups else Protection(level, tuple(sorted(groups)))


def protection_of(row: Row, level_property: str = LEVEL) -> Protection:
    """That of a node or relationship as a whole; without a level the most sensitive one."""
    return Protection(_limit(row.get(level_property)), tuple(sorted(row.get(GROUPS) or ())))


def protection_of_node(node: Node, row: Row) -> Protection:
    """That of a node; a label without levels is everybody's."""
    return protection_of(row, node.level_property) if node.level_property else Protection(PUBLIC)


def tell_protection(own: Protection, level_property: str = LEVEL) -> dict[str, Any]:
    """Level and groups as properties of a node or relationship."""
    return {level_property: own.level, GROUPS: list(own.groups)}


def restrict(told: Mapping[str, Protection], own: Protection) -> dict[str, list[Any]]:
    """The three lists of a node or relationship.

    Args:
        told: property → of the most open document that tells its value.
        own: of the node or relationship as a whole.

    Returns:
        The lists, without what everybody sees who sees the whole; nothing where nothing is left.

    Raises:
        ValueError: a property is one that stands and falls with the whole (`WHOLE`).
    """
    if wrong := sorted(told.keys() & WHOLE):
        raise ValueError(f"{', '.join(wrong)} cannot be restricted: they are as open as the whole")
    return write_restricted({name: one for name, one in told.items() if not own.covers(one)})


def write_restricted(told: Mapping[str, Protection]) -> dict[str, list[Any]]:
    """Three lists of one length, by name; the way back of `list_restricted`. None of nothing."""
    if not told:
        return {}
    names = sorted(told)
    return {
        NAMES: names,
        LEVELS: [told[one].level for one in names],
        AMONG: [join_groups(told[one].groups) for one in names],
    }


def join_groups(groups: Iterable[str] | None) -> str:
    """Access groups as one text; empty where everybody of the clearance may see it.

    A name with the separator in it can be nobody's group here: it hides, and never shows.
    """
    return SEPARATOR.join(one.replace(SEPARATOR, "\ufffd") for one in groups or ())


def list_restricted(row: Row) -> dict[str, Protection]:
    """Property → who may see it, of those that fewer may see than the whole.

    Where a graph was changed by hand and a level or groups are missing, leadership alone is left.
    """
    names, levels, among = (row.get(name) or () for name in LISTS)
    return {
        name: Protection(_limit(level), _split(groups)) if groups is not None else MOST_SENSITIVE
        for name, level, groups in islice(zip_longest(names, levels, among), len(names))
    }


def _split(groups: str) -> tuple[str, ...]:
    return tuple(groups.split(SEPARATOR)) if groups else ()


def _limit(level: int | None) -> int:
    return min(max(level or 1, 1), PUBLIC)
