"""Conditions that are written into questions: what an asker sees, as Cypher with parameters.

@see(p)        the node or relationship is theirs to see
@read(p.type)  the property, if its value is theirs to see; else what says that it is not known
@level(r, p)   the most sensitive level of several: what a computed column tells of
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import PUBLIC, Node, Relationship
from onevice_assets.entertainment.graph.model.levels import (
    AMONG,
    GROUPS,
    LEVELS,
    NAMES,
    SEPARATOR,
    WHOLE,
)

SEE: Final = re.compile(r"@see\((\w+)\)")
READ: Final = re.compile(r"@read\((\w+)\.(\w+)\)")
_LEVEL: Final = re.compile(r"@level\(([\w, ]+)\)")

Owner = Node | Relationship


def find_owner(name: str) -> Owner:
    """The declaration of a label or type.

    Raises:
        KeyError: there is none.
    """
    return NODES[name] if name in NODES else RELATIONSHIPS[name]


def has(owner: Owner, name: str) -> bool:
    """Whether a property is declared."""
    return any(one.name == name for one in owner.properties)


def may_be_restricted(owner: Owner, name: str) -> bool:
    """Whether fewer may see the property than the whole."""
    return has(owner, NAMES) and name not in WHOLE and not owner.find(name).is_internal


def write_conditions(text: str, owners: Mapping[str, str]) -> str:
    """A question's text with its conditions in it.

    Args:
        text: with `@see`, `@read` and `@level`.
        owners: alias → label or type.
    """
    by_alias = {alias: find_owner(name) for alias, name in owners.items()}
    steps: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        (SEE, lambda one: see(one[1], by_alias[one[1]])),
        (READ, lambda one: read(one[1], by_alias[one[1]], one[2])),
        (_LEVEL, lambda one: lowest([w.strip() for w in one[1].split(",")], by_alias)),
    ]
    for pattern, write in steps:
        text = pattern.sub(write, text)
    return text


def see(alias: str, owner: Owner) -> str:
    """The conditions under which an asker sees a node or relationship."""
    found = [f"{alias}.organization_id = $organization_id"]
    if has(owner, "isActive"):
        found.append(f"coalesce({alias}.isActive, true)")
    if owner.level_property:
        found.append(f"coalesce({alias}.{owner.level_property}, 1) >= $clearance")
    if has(owner, GROUPS):
        found.append(
            f"($sees_every_group OR size(coalesce({alias}.{GROUPS}, [])) = 0 "
            f"OR any(one IN {alias}.{GROUPS} WHERE one IN $groups))"
        )
    return " AND ".join(found)


def read(alias: str, owner: Owner, name: str) -> str:
    """A property, if its value is the asker's to see; else what says that nothing is known."""
    unknown = f"'{owner.find(name).unknown}'" if owner.find(name).unknown else "null"
    return (
        f"CASE WHEN any(nth IN range(0, size(coalesce({alias}.{NAMES}, [])) - 1) "
        f"WHERE {alias}.{NAMES}[nth] = '{name}' AND "
        f"NOT ({counts(f'coalesce({alias}.{LEVELS}[nth], 1)', f'{alias}.{AMONG}[nth]')})) "
        f"THEN {unknown} ELSE {alias}.{name} END"
    )


def counts(level: str, groups: str) -> str:
    """Whether a level and groups in one text (both as Cypher) let the asker in."""
    return (
        f"{level} >= $clearance AND ($sees_every_group OR coalesce({groups}, '{SEPARATOR}') = '' "
        f"OR any(one IN split(coalesce({groups}, '{SEPARATOR}'), '{SEPARATOR}') "
        "WHERE one <> '' AND one IN $groups))"
    )


def lowest(aliases: list[str], owners: Mapping[str, Owner]) -> str:
    """The most sensitive level of several nodes and relationships."""
    told = str(PUBLIC)
    for alias in aliases:
        if level := owners[alias].level_property:
            own = f"coalesce({alias}.{level}, 1)"
            told = (
                own
                if told == str(PUBLIC)
                else f"CASE WHEN {own} < {told} THEN {own} ELSE {told} END"
            )
    return told
