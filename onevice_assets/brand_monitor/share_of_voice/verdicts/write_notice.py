"""An alert as a notice: one title, the sentences, every provider's numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from onevice_assets.brand_monitor.share_of_voice.verdicts.find_alerts import Alert, Row, Turn
from onevice_assets.measures.tell_percent import percent
from onevice_assets.measures.tell_verdict import tell_verdict
from resources.notifications.notice import Fact, Notice

_LONGEST_NAME = 80
_NAMES = {"mention_rate": "Mention rate", "recommendation_rate": "Recommendation rate"}


def write_notice(website: str, alert: Alert, link: str) -> Notice:
    """Write what people read about a brand on a day.

    Args:
        website: the website's key.
        alert: the brand's verdicts; rates are fractions.
        link: where the report lies.
    """
    first = alert.first
    return Notice(
        title=_tell_title(first),
        body="\n".join(_tell_body(alert)),
        severity=_weigh(first),
        website=website,
        brand=first["brand_name"],
        day=first["day"],
        facts=_list_facts(alert),
        link=link,
    )


def tell_before(turn: Turn) -> str:
    """The verdict that a turn replaces, with its day."""
    if turn.verdict_before is None:
        return "no verdict in the 28 days before"
    return f"{turn.verdict_before.replace('_', ' ')} on {turn.day_before}"


def _weigh(row: Row) -> Literal["info", "warning"]:
    """A warning is what is bad for you: your fall, or a competitor's rise."""
    return "warning" if (row["role"] == "own") == (row["verdict"] == "down") else "info"


def _tell_title(row: Row) -> str:
    name = row["brand_name"]
    name = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    role = "" if row["role"] == "own" else " (competitor)"
    rates = f"from {percent(row['rate_before'])} to {percent(row['rate_after'])}"
    return f"{name}{role}: {_NAMES[row['measure']].lower()} {row['verdict']} {rates}"


def _tell_body(alert: Alert) -> Iterator[str]:
    for turn in alert.turns:
        row = turn.row
        yield (
            f"{_NAMES[row['measure']]}: {percent(row['rate_before'])} from {row['baseline_start']} "
            f"to {row['baseline_end']}, {percent(row['rate_after'])} from {row['period_start']} to "
            f"{row['period_end']}, over {row['topic_count']} topics. {tell_verdict(row)[1]}"
        )
        yield f"Before: {tell_before(turn)}."
    if alert.is_demonstration:
        yield "The answers are those of the demonstration model: this measures nothing."


def _list_facts(alert: Alert) -> dict[str, Fact]:
    first = alert.turns[0]
    facts: dict[str, Fact] = {
        "role": first.row["role"],
        "verdict_before": first.verdict_before,
        "verdict_before_on": _iso(first.day_before),
        "baseline_start": _iso(first.row["baseline_start"]),
        "baseline_end": _iso(first.row["baseline_end"]),
        "is_demonstration": alert.is_demonstration,
    }
    for row in alert.rows:
        unit = f"{row['llm_provider']}.{row['measure']}"
        facts |= {
            f"{unit}.verdict": row["reason"] or row["verdict"],
            f"{unit}.rate_before": row["rate_before"],
            f"{unit}.rate_after": row["rate_after"],
            f"{unit}.q_value": row["q_value"],
        }
    return facts


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
