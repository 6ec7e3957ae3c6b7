"""How answers about patterns are told. Not here: what was asked (`intents.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onevice_assets.cli.output import print_json, print_rows, say

if TYPE_CHECKING:
    from onevice_assets.intents.patterns.service.query import Answer

_PATTERN = ("id", "label", "type", "support", "conversations", "confidence", "related")
_TIE = (
    *("type", "label", "id", "support", "confidence", "confidence_low", "lift"),
    *("npmi", "similarity"),
)


def print_answer(answer: Answer, *, as_json: bool) -> None:
    """Print it as JSON; for a person say only where it may be out of date."""
    if as_json:
        print_json(vars(answer))
    elif answer.is_stale:
        say(
            "[yellow]The graph does not answer:[/] this is what it said at "
            f"{answer.read_at:%Y-%m-%d %H:%M:%S} UTC, and may have changed."
        )


def print_patterns(title: str, patterns: Sequence[dict[str, Any]]) -> None:
    """Print patterns, each with the labels of the nearest related ones."""
    rows = [
        {
            "id": one["id"],
            "label": one["data"]["label"],
            "type": one["pattern_type"],
            "support": one["data"]["support"],
            "conversations": one["data"]["conversation_count"],
            "confidence": one["confidence"],
            "related": " | ".join(str(near["label"]) for near in one["related"][:3]) or None,
        }
        for one in patterns
    ]
    print_rows(title, rows, _PATTERN)


def print_ties(title: str, ties: Sequence[dict[str, Any]]) -> None:
    """Print what a pattern is tied to; columns that no tie has are left out."""
    rows = [{**one, "type": _tell_type(one)} for one in ties]
    shown = [name for name in _TIE if any(row.get(name) is not None for row in rows)]
    print_rows(f"{title}: {len(rows)}", rows, shown)


def _tell_type(tie: dict[str, Any]) -> str:
    if tie["type"] != "LEADS_TO":
        return str(tie["type"])
    return "LEADS_TO" if tie["is_outgoing"] else "FOLLOWS"
