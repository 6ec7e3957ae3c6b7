"""Find brand states that contradict themselves or their answer; pure, for the blocking check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onevice_assets.tables.answers import PRESENCES

Row = Mapping[str, Any]


def find_bad_states(states: Iterable[Row], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """List the states that are wrong, each with its id and why.

    Args:
        states: rows of `llm_brand_states`.
        texts: `response_text` by response id.
    """
    bad = []
    seen: set[tuple[str, str]] = set()
    for row in states:
        key = (row["llm_response_id"], row["brand_id"])
        problem = "two rows for one brand and answer" if key in seen else _problem(row, texts)
        seen.add(key)
        if problem:
            bad.append({"id": row["id"], "problem": problem})
    return bad


def _problem(row: Row, texts: Mapping[str, str]) -> str | None:
    text = texts.get(row["llm_response_id"])
    if text is None:
        return "there is no such answer"
    if row["presence"] not in PRESENCES:
        return f"unknown presence {row['presence']!r}"
    if row["presence"] == "ignored":
        return None if row["mention_start"] is None and row["reason"] else "ignored, yet placed"
    start, end = row["mention_start"], row["mention_end"]
    if not _is_inside(start, end, text) or text[start:end] != row["surface"]:
        return "the surface does not stand at its offsets"
    if not _is_inside(row["evidence_start"], row["evidence_end"], text):
        return "the evidence lies outside the answer"
    return None


def _is_inside(start: int | None, end: int | None, text: str) -> bool:
    return start is not None and end is not None and 0 <= start < end <= len(text)
