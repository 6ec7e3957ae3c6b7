"""Pieces of queries over a sheet: what a column says, where a file has it."""

from __future__ import annotations

from collections.abc import Collection

from onevice_assets.campaigns.performance.reports.declared import alternatives


def present(column: str, there: Collection[str]) -> list[str]:
    """Names of a declared column's parts that a file has."""
    return [one for part in alternatives(column) for one in part if one in there]


def text_of(column: str, there: Collection[str]) -> str:
    """The first alternative that is told, as text."""
    found = ", ".join(f'told("{one}")' for one in present(column, there))
    return f"coalesce({found})" if found else "NULL::VARCHAR"


def moment_of(column: str, there: Collection[str]) -> str:
    """The first alternative that is a moment, UTC."""
    found = ", ".join(f'moment("{one}")' for one in present(column, there))
    return f"coalesce({found})" if found else "NULL::TIMESTAMP"


def number_of(column: str) -> str:
    """A column's number, as `numbers` has it; millionths where its name says so."""
    number = f'"n:{column}"'
    return f"{number} / 1000000" if column.endswith("_micros") else number


def numbers(columns: Collection[str]) -> str:
    """What these columns say, and the numbers of it: each is read once."""
    told = (f'told("{one}") AS "t:{one}", numeral("{one}", $comma) AS "n:{one}"' for one in columns)
    return ", ".join(("*", *told))


def sum_of(column: str, there: Collection[str]) -> str:
    """A sum, each summand the first alternative that is told; none where nothing is."""
    parts = []
    for part in alternatives(column):
        found = ", ".join(number_of(one) for one in part if one in there)
        if found:
            parts.append(f"coalesce({found})")
    if not parts:
        return "NULL::DOUBLE"
    added = " + ".join(f"coalesce({one}, 0)" for one in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {added} END"


def literal(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
