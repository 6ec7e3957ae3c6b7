"""Rows of `spending`: what was paid for a website's day, and what it bought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables import answers, verdicts
from onevice_assets.tables.spending import spending as table
from resources.control_plane import spending as ledger_sums
from resources.identity import derived_id

if TYPE_CHECKING:
    from resources.control_plane.spending import Paid
    from resources.control_plane.websites import Website
    from resources.lake import Lake

Row = dict[str, Any]
Model = tuple[str, str]

ALL = "all"
SIMULATION = "simulation"
_SETTLED = ("up", "down", "no_change")
_CHART_DAYS = 28
_RESPONSES = answers.llm_responses.only("id", "llm_provider", "llm_model", "attempt_id")
_STATES = answers.llm_brand_states.only("llm_response_id", "role", "presence")
_MONEY = ("estimated_usd", "cost_usd", "open_usd")


@dataclass(frozen=True)
class Bought:
    """What a day's answers gave.

    Attributes:
        answers, mentions: by provider and model: answers, and those that name the own brand.
        verdicts: settled ones of all providers together.
    """

    answers: Mapping[Model, int]
    mentions: Mapping[Model, int]
    verdicts: int


def read_bought(lake: Lake, partition: str) -> Bought:
    """Count what a partition's tables hold; what is not there yet counts nothing."""
    responses = {
        row["id"]: (row["llm_provider"], row["llm_model"])
        for row in lake.read_rows_if_there(_RESPONSES, partition)
        if row["attempt_id"]
    }
    naming = {
        row["llm_response_id"]
        for row in lake.read_rows_if_there(_STATES, partition)
        if row["role"] == "own" and row["presence"] != "ignored"
    }
    judged = [
        row
        for row in lake.read_rows_if_there(verdicts.visibility_verdicts, partition)
        if row["llm_provider"] == ALL and row["verdict"] in _SETTLED
    ]
    mentions = Counter(model for one, model in responses.items() if one in naming)
    return Bought(Counter(responses.values()), mentions, len(judged))


def build_rows(paid: Sequence[Paid], bought: Bought, website: Website, day: date) -> list[Row]:
    """One row per provider, model and purpose, and one of all; none where nothing was asked.

    Args:
        paid: `spending.sum_day` of the control plane.
        bought: `read_bought` of the same day.
        website: the website.
        day: the day.
    """
    rows = [_row(one, bought, website, day) for one in paid]
    if rows:
        rows.append(_total(rows, bought, website, day))
    return rows


def _row(paid: Paid, bought: Bought, website: Website, day: date) -> Row:
    model = (paid.provider, paid.model) if paid.purpose == SIMULATION else ("", "")
    return _finish(
        {
            "llm_provider": paid.provider,
            "llm_model": paid.model,
            "purpose": paid.purpose,
            "call_count": paid.calls,
            "failed_count": paid.failed,
            "open_count": paid.open,
            "reused_count": paid.reused,
            "estimated_usd": paid.estimated_usd,
            "cost_usd": paid.cost_usd,
            "open_usd": paid.open_usd,
            "answer_count": bought.answers.get(model, 0),
            "own_mention_count": bought.mentions.get(model, 0),
            "verdict_count": 0,
        },
        website,
        day,
    )


def _total(rows: Sequence[Row], bought: Bought, website: Website, day: date) -> Row:
    counts = [name for name in rows[0] if name.endswith("_count")]
    total: Row = dict.fromkeys(("llm_provider", "llm_model", "purpose"), ALL)
    total |= {name: sum(row[name] for row in rows) for name in counts}
    total |= {name: sum(Decimal(str(row[name])) for row in rows) for name in _MONEY}
    return _finish({**total, "verdict_count": bought.verdicts}, website, day)


def _finish(row: Row, website: Website, day: date) -> Row:
    """Id, day and what each thing cost; money as the lake keeps it."""
    cost = row["cost_usd"]
    key = (row["llm_provider"], row["llm_model"], row["purpose"])
    return {
        **row,
        **{name: float(row[name]) for name in _MONEY},
        "id": derived_id(day, table.name, website.id, *key),
        "website_id": website.id,
        "day": day,
        "cost_per_answer_usd": _each(cost, row["answer_count"]),
        "cost_per_mention_usd": _each(cost, row["own_mention_count"]),
        "cost_per_verdict_usd": _each(cost, row["verdict_count"]),
        "created_at": datetime.combine(day, time(), UTC),
    }


def _each(cost: Decimal, count: int) -> float | None:
    """Cost of one; none where there is none."""
    return float(cost / count) if count else None


def sum_partition(lake: Lake, control: Any, website: Website, partition: str) -> list[Row]:
    """Every row of a partition."""
    day = date.fromisoformat(split_key(partition)[0])
    with control.begin() as db:
        paid = ledger_sums.sum_day(db, website.id, day)
    return build_rows(paid, read_bought(lake, partition), website, day)


def read_days(lake: Lake, partition: str) -> list[Row]:
    """Rows of the four weeks that end with a partition's day, for the chart; `all` left out."""
    last, website = split_key(partition)
    first = date.fromisoformat(last) - timedelta(days=_CHART_DAYS - 1)
    days = [(first + timedelta(days=number)).isoformat() for number in range(_CHART_DAYS)]
    return [
        row
        for day in days
        for row in lake.read_rows_if_there(table, join_key(day, website))
        if row["llm_provider"] != ALL
    ]


def preview(rows: Iterable[Row]) -> list[dict[str, object]]:
    """One line per row, the dearest first, in the words of the table."""
    names = ("llm_provider", "llm_model", "purpose", "call_count", "answer_count", "cost_usd")
    more = ("cost_per_mention_usd", "cost_per_verdict_usd", "open_usd")
    ordered = sorted(rows, key=lambda row: (-row["cost_usd"], row["llm_provider"], row["purpose"]))
    return [{name: row[name] for name in (*names, *more)} for row in ordered]
