"""Which mapping a row's columns fit: the one that has use for most of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from onevice_assets.operations.model import fleet, quickbooks
from onevice_assets.operations.model.mapping import Mapping
from onevice_assets.operations.timeline.statement import Relation
from resources.errors import InputError

MAPPINGS: Final = {one.name: one for one in (*quickbooks.ALL, *fleet.ALL)}
RELATIONS: Final = {
    says.relation: Relation(says.relation, says.holds)
    for mapping in MAPPINGS.values()
    for part in mapping.parts
    for says in part.says
}
"""Every relation mappings state, and how it holds."""
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def name_column(text: str) -> str:
    """A column's name as mappings write it: `DocNumber`, `Doc number` and `doc-number` are one."""
    return "_".join(_WORD.findall(text)).lower()


def find_mapping(name: str) -> Mapping:
    """The mapping of a name.

    Raises:
        InputError: there is none.
    """
    if name not in MAPPINGS:
        raise InputError(f"There is no mapping {name[:60]!r}; there is: {', '.join(MAPPINGS)}.")
    return MAPPINGS[name]


@lru_cache(maxsize=1_000)
def choose_mapping(columns: frozenset[str]) -> Mapping:
    """The mapping that fits, by the columns of a row.

    Args:
        columns: as `name_column` writes them.

    Raises:
        InputError: none fits, or two fit equally well.
    """
    fitting = [
        one
        for one in MAPPINGS.values()
        if all(any(name in columns for name in group) for group in one.fits)
        and columns.isdisjoint(one.unless)
    ]
    ranked = sorted(fitting, key=lambda one: len(one.columns & columns), reverse=True)
    if not ranked:
        shown = ", ".join(sorted(columns)[:8])
        raise InputError(
            f"no mapping fits its columns ({shown}). Name one by --mapping, or name columns as one "
            f"of them does: {', '.join(MAPPINGS)}."
        )
    first, *others = ranked
    if others and len(others[0].columns & columns) == len(first.columns & columns):
        raise InputError(
            f"its columns fit {first.name} and {others[0].name} alike. Name one by --mapping."
        )
    return first
