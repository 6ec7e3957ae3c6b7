"""What is learnt, in words: an audience at a time, and a tone or aesthetic at a time.

By template, of rows of `learnings` alone. A pair that is not believed is told as not known, never
as a fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from resources.identity import derived_id

Row = dict[str, Any]

_BY: Final = {"revenue": "revenue per dollar", "conversions": "conversions per dollar",
              "engagements": "engagement per impression"}  # fmt: skip
_WHAT: Final = {
    "RESPONDS_TO": "tone", "PREFERS_AESTHETIC": "aesthetic", "ACTIVE_ON": "time of day",
    "BEST_FOR": "platform",
}  # fmt: skip
_ATTRIBUTES: Final = ("RESPONDS_TO", "PREFERS_AESTHETIC")
_NO_DAY: Final = date(2026, 1, 1)


def tell_psychographics(owner: Mapping[str, str], learnings: Iterable[Row]) -> list[Row]:
    """Rows of `psychographics`: an audience each.

    Args:
        owner: `organization_id` and `brand_id`.
        learnings: rows of the table, of one client.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in learnings:
        side = "end" if row["kind"] == "BEST_FOR" else "start"
        found.setdefault((row[f"{side}_id"], row[f"{side}_name"]), []).append(row)
    return [
        _to_row(owner, "psychographics", key, _tell_audience(name, rows), rows)
        for (key, name), rows in sorted(found.items())
    ]


def tell_patterns(owner: Mapping[str, str], learnings: Iterable[Row]) -> list[Row]:
    """Rows of `narrative_patterns`: a tone or aesthetic each; arguments as above."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in learnings:
        if row["kind"] in _ATTRIBUTES:
            found.setdefault((row["kind"], row["end_name"]), []).append(row)
    return [
        _to_row(
            owner, "narrative_patterns", f"{kind} {name}", _tell_pattern(kind, name, rows), rows
        )
        for (kind, name), rows in sorted(found.items())
    ]


def _tell_audience(name: str, rows: Sequence[Row]) -> str:
    told = [f"Audience {name}."]
    for kind, what in _WHAT.items():
        of = [row for row in rows if row["kind"] == kind]
        side = "start_name" if kind == "BEST_FOR" else "end_name"
        better = [row for row in of if row["believed"] and row["shrunk_lift"] > 0]
        worse = [row for row in of if row["believed"] and row["shrunk_lift"] < 0]
        unknown = sorted(row[side] for row in of if not row["believed"])
        told += [_tell_one(what, row[side], row, "more") for row in better]
        told += [_tell_one(what, row[side], row, "less") for row in worse]
        if unknown:
            told.append(f"Not known of any {what}: {', '.join(unknown)}.")
    return " ".join(told)


def _tell_one(what: str, name: str, row: Row, how: str) -> str:
    bound = row["lower_bound"] if how == "more" else row["upper_bound"]
    return (
        f"The {what} {name} brings {how} {_BY[row['outcome']]} than is usual here: "
        f"{row['shrunk_lift']:+.0%}, at least {bound:+.0%}, over {row['sample_size']} ads."
    )


def _tell_pattern(kind: str, name: str, rows: Sequence[Row]) -> str:
    what = _WHAT[kind]
    told = [f"The {what} {name} ran for {len(rows)} audiences."]
    for row in sorted(rows, key=lambda one: one["start_name"]):
        if row["believed"]:
            how = "well" if row["shrunk_lift"] > 0 else "badly"
            told.append(
                f"It does {how} with {row['start_name']}: {row['shrunk_lift']:+.0%} "
                f"{_BY[row['outcome']]} against what is usual for them."
            )
        else:
            told.append(f"With {row['start_name']} it is not known: {row['reason']}.")
    return " ".join(told)


def _to_row(owner: Mapping[str, str], table: str, key: str, text: str, rows: Sequence[Row]) -> Row:
    metadata = {
        "subject": key,
        "believed": sum(row["believed"] for row in rows),
        "pairs": len(rows),
        "written_by": "template",
    }
    return {
        "id": derived_id(_NO_DAY, table, owner["brand_id"], key),
        **owner,
        "text": text,
        "metadata": json.dumps(metadata, sort_keys=True),
        "window_from": min(row["window_from"] for row in rows),
        "window_to": max(row["window_to"] for row in rows),
    }
