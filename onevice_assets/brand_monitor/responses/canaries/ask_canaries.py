"""One partition of `canary_responses`: the calls that are due, its rows, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.canaries.panel import derive_canary_id, read_panel
from onevice_assets.brand_monitor.responses.canaries.plan_canaries import (
    Plan,
    list_answering,
    plan_canaries,
    purpose_of,
)
from onevice_assets.brand_monitor.responses.live import count_anew
from onevice_assets.brand_monitor.responses.rows import Row, start_of
from onevice_assets.tables.canaries import canary_responses
from resources.identity import derived_id
from resources.llm.ask_many import Asking, ask_all
from resources.llm.desk import Desk
from resources.llm.ledger_book import Payer, StageBook
from resources.llm.recall_replies import Reply, recall
from resources.llm.till import Till
from resources.redis_keys.best_effort import BestEffort

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.asked_day import Stores
    from resources.control_plane.websites import Website

_UNKNOWN = "unknown after a crash (retry_unknown asks again, may pay twice)"


@dataclass
class CanaryDay:
    """A partition's rows, and how they came about.

    Attributes:
        rows: every canary answer of the day, whoever gave it.
        asked: calls made now that gave an answer.
        cost_usd: what the calls made now cost, failed ones too.
        missing: canaries without an answer, by `provider:model` and reason.
        skipped: why a provider was not asked at all.
    """

    rows: list[Row] = field(default_factory=list)
    asked: int = 0
    cost_usd: Decimal = Decimal(0)
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: Mapping[str, str] = field(default_factory=dict)


def ask_canaries(stores: Stores, website: Website, day: date, *, retry_unknown: bool) -> CanaryDay:
    """Ask the canaries that are due and build every row of the day.

    A canary that fails is missing and named; so is one that what is left of the money does not
    cover. Neither is an error: the day's own answers matter more.

    Raises:
        StoreError: when the ledger or the object store fails.
    """
    purpose = purpose_of(day)
    known = recall(stores.control, stores.objects, website, purpose)
    answering = list_answering(stores.control, website, day)
    plan = plan_canaries(stores.llm, answering, known, retry_unknown=retry_unknown)
    done = CanaryDay(skipped=plan.skipped)
    for label, count in plan.unknown.items():
        done.missing[label, _UNKNOWN] += count
    if plan.due:
        _ask(stores, website, day, plan, done)
        effort = BestEffort(stores.redis, "asking canaries")
        asked = [provider.name for provider, _ in plan.due]
        count_anew(effort, stores.control, website.organization_id, asked)
        known = recall(stores.control, stores.objects, website, purpose)
    replies = (reply for reply in known.values() if reply is not None)
    done.rows = [_build_row(reply, day) for reply in replies]
    return done


def _ask(stores: Stores, website: Website, day: date, plan: Plan, done: CanaryDay) -> None:
    purse = stores.llm.open_purse()
    till = Till(stores.control, stores.llm.budget_usd)
    note = {"day": day.isoformat(), "panel_version": read_panel().version}
    book = StageBook(Desk(till, stores.objects), Payer.of(website), purpose_of(day), note)
    total = sum(len(calls) for _, calls in plan.due)
    with stores.progress.track("Asking canaries", total) as task:
        rounds = [
            Asking(provider, calls, book, purse, task, stores.llm.first_wait_s)
            for provider, calls in plan.due
        ]
        ask_all(*rounds)
    done.asked = total - sum(len(one.failed) for one in rounds)
    done.cost_usd = purse.spent_usd
    for one in rounds:
        done.missing.update((one.provider.label, why) for why in one.failed.values())


def _build_row(reply: Reply, day: date) -> Row:
    """One row; the same payload gives the same row, whenever."""
    answer, attempt, payload = reply.answer, reply.attempt, reply.payload
    text = payload["request"]["messages"][-1]["content"]
    key = (attempt.website_id, derive_canary_id(text), attempt.provider, attempt.model)
    return {
        "id": derived_id(day, canary_responses.name, *key),
        "website_id": attempt.website_id,
        "day": day,
        "canary_id": derive_canary_id(text),
        "prompt_text": text,
        "panel_version": payload["panel_version"],
        "llm_provider": attempt.provider,
        "llm_model": attempt.model,
        "served_model": answer.served_model,
        "response_text": answer.text,
        "prompt_tokens": answer.prompt_tokens,
        "response_tokens": answer.response_tokens,
        "latency_ms": payload["latency_ms"],
        "finish_reason": answer.finish_reason,
        "request_id": answer.request_id,
        "cost_usd": float(payload["cost_usd"]),
        "attempt_id": attempt.id,
        "payload_path": reply.path,
        "asked_at": attempt.reserved_at,
        "created_at": start_of(day),
    }


def summarize(days: Sequence[CanaryDay]) -> dict[str, Any]:
    """What was asked, what it cost and what is missing; never an answer's text."""
    missing = sum((one.missing for one in days), Counter[tuple[str, str]]())
    return {
        "calls_made": sum(one.asked for one in days),
        "calls_missing": missing.total(),
        "missing_by_reason": {f"{label}: {why}": count for (label, why), count in missing.items()},
        "not_asked": {label: why for one in days for label, why in one.skipped.items()},
        "cost_usd": float(sum(one.cost_usd for one in days)),
    }


def preview(rows: Iterable[Row]) -> list[dict[str, object]]:
    """One line per provider and model: canaries answered, and who says it answered."""
    by_model: dict[str, list[Row]] = {}
    for row in rows:
        by_model.setdefault(f"{row['llm_provider']}:{row['llm_model']}", []).append(row)
    return [
        {
            "model": label,
            "served": ", ".join(sorted({row["served_model"] or "unsaid" for row in found})),
            "canaries": len(found),
            "USD": round(sum(row["cost_usd"] for row in found), 6),
        }
        for label, found in by_model.items()
    ]
