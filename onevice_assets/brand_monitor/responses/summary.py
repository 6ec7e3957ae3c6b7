"""What a materialisation of `llm_responses` tells: counts, tokens, cost; never an answer's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from onevice_assets.brand_monitor.responses.asked_day import Day


def summarize(days: Sequence[Day]) -> dict[str, Any]:
    """Metadata over all partitions of a materialisation.

    Returns:
        Calls made and reused, missing ones by reason, USD and tokens of the rows, settings.
    """
    rows = [row for day in days for row in day.rows]
    missing: Counter[str] = Counter()
    messages: dict[str, str] = {}
    for day in days:
        for (label, reason), count in day.outcome.missing.items():
            missing[f"{label}: {reason}"] += count
        for (label, reason), message in day.outcome.messages.items():
            messages.setdefault(f"{label}: {reason}", message)
    return {
        "calls_made": sum(day.outcome.asked.total() for day in days),
        "calls_reused": sum(day.outcome.reused.total() for day in days),
        "answers_from_cache": sum(day.settings.get("answers_from_cache", 0) for day in days),
        "calls_missing": missing.total(),
        "missing_by_reason": dict(missing),
        "missing_messages": messages,
        "cost_usd": round(sum(row.get("cost_usd") or 0.0 for row in rows), 6),
        "tokens": sum(
            (row.get("prompt_tokens") or 0) + (row.get("response_tokens") or 0) for row in rows
        ),
        "is_demonstration": any(row["is_demonstration"] for row in rows),
        "settings": days[0].settings if len(days) == 1 else [day.settings for day in days],
    }


def preview(days: Sequence[Day]) -> list[dict[str, object]]:
    """One line per provider and model: who served it, answers, tokens, USD, missing calls."""
    rows = [row for day in days for row in day.rows]
    missing: Counter[str] = Counter()
    for day in days:
        for (label, _), count in day.outcome.missing.items():
            missing[label] += count
    labels = dict.fromkeys(f"{row['llm_provider']}:{row['llm_model']}" for row in rows)
    return [
        _line(label, [r for r in rows if f"{r['llm_provider']}:{r['llm_model']}" == label], missing)
        for label in {**labels, **dict.fromkeys(missing)}
    ]


def _line(label: str, rows: Sequence[dict[str, Any]], missing: Counter[str]) -> dict[str, object]:
    return {
        "model": label,
        "served": ", ".join(sorted({row["served_model"] or "unsaid" for row in rows})),
        "answers": len(rows),
        "topics": len({row["topic"] for row in rows}),
        "tokens in": sum(row.get("prompt_tokens") or 0 for row in rows),
        "tokens out": sum(row.get("response_tokens") or 0 for row in rows),
        "USD": round(sum(row.get("cost_usd") or 0.0 for row in rows), 4),
        "missing": missing[label],
        "demonstration": any(row["is_demonstration"] for row in rows),
    }
