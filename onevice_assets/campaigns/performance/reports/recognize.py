"""Which table a file is: by its columns; its name only says what it was meant to be."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from onevice_assets.campaigns.performance.reports import facebook, google, linkedin, tiktok
from onevice_assets.campaigns.performance.reports.declared import (
    Declared,
    Things,
    alternatives,
)
from resources.errors import InputError

TABLES: tuple[Declared, ...] = (
    *facebook.TABLES,
    *google.TABLES,
    *tiktok.TABLES,
    *linkedin.TABLES,
)
_NEAR = 0.8


def recognize(filename: str, columns: Collection[str]) -> Declared:
    """The table whose columns a file has; of several that with the most of them.

    Args:
        filename: for the message, and to guess what a file without a column was meant to be.
        columns: names as `csv_text.py` gives them: lower case.

    Raises:
        InputError: it is none that is known; which column the nearest table also needs.
    """
    found = [one for one in TABLES if not missing(one, columns) and _may_be(one, {*columns})]
    if not found:
        raise InputError(_tell_nearest(filename, columns))
    most = max(len(one.needs) for one in found)
    best = [one for one in found if len(one.needs) == most]
    if len(best) > 1:
        best = [one for one in best if one.name in filename.lower()]
    if len(best) != 1:
        names = " or ".join(sorted(one.name for one in found if len(one.needs) == most))
        raise InputError(f"Its columns are those of {names}: say which in the file's name.")
    return best[0]


def _may_be(table: Declared, columns: set[str]) -> bool:
    if isinstance(table, Things) and table.only and not columns <= {*table.only}:
        return False
    return not {*table.forbids} & columns


def missing(table: Declared, columns: Collection[str]) -> list[str]:
    """Columns that a table needs and a file does not have."""
    return [one for one in table.needs if not {*alternatives(one)[0]} & {*columns}]


def _tell_nearest(filename: str, columns: Collection[str]) -> str:
    shown = ", ".join(sorted(columns)[:12])
    named = [one for one in TABLES if _is_named(one, filename)]
    nearest = _nearest(named or TABLES, columns)
    lacks = missing(nearest, columns)
    if lacks and (named or 1 - len(lacks) / len(nearest.needs) >= _NEAR):
        return (
            f"It lacks {', '.join(lacks)}, which {nearest.network}'s {nearest.name} has to have. "
            "Export it again with these columns."
        )
    return (
        f"It is no report of Facebook, Google Ads, TikTok or LinkedIn that is known (columns: "
        f"{shown}). Give the tables of their connectors as docs/campaigns.md lists them."
    )


def _is_named(table: Declared, filename: str) -> bool:
    name = filename.lower()
    return table.network in name and table.name in name


def _nearest(tables: Sequence[Declared], columns: Collection[str]) -> Declared:
    def share(table: Declared) -> float:
        there = 1 - len(missing(table, columns)) / len(table.needs)
        return there - len({*table.forbids} & {*columns}) / 4

    return max(tables, key=share)
