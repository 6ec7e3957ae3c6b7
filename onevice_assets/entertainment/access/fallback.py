"""Whether the public part of anybody's answer to a question may be kept for everybody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from onevice_assets.entertainment.access.conditions import find_owner


def find_deciding(text: str, labels: Mapping[str, str], shown: Collection[str]) -> list[str]:
    """What may be hidden, is not shown, and yet decides which rows there are.

    Args:
        text: Cypher of a question.
        labels: alias → label or type, of everything it matches.
        shown: aliases of what it shows.

    Returns:
        Aliases; with none, what is public of an answer is the same whoever asked.
    """
    return [
        alias
        for alias, label in labels.items()
        if find_owner(label).level_property and alias not in shown and _decides(text, alias)
    ]


def _decides(text: str, alias: str) -> bool:
    """Whether rows depend on it: it is matched other than by OPTIONAL MATCH."""
    parts = re.split(r"\b(?=OPTIONAL MATCH|MATCH|WITH|RETURN|UNWIND|CALL)", text)
    clauses = _clauses(parts)
    return any(
        re.search(rf"[(\[]\s*{alias}\s*:", one) and not one.startswith("OPTIONAL")
        for one in clauses
    )


def _clauses(parts: Sequence[str]) -> Iterator[str]:
    """Clauses; `OPTIONAL ` and the `MATCH` after it are one."""
    before = ""
    for one in parts:
        if one.strip() == "OPTIONAL":
            before = "OPTIONAL "
            continue
        yield before + one
        before = ""
