"""Rows of `llm_responses` out of payloads: the same payload gives the same row, whenever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from resources.llm.answers import read_answer
from resources.llm.prices import FREE

if TYPE_CHECKING:
    from resources.control_plane.ledger import Attempt

Row = dict[str, Any]


def start_of(day: date) -> datetime:
    """Logical time of a day's rows: its start, UTC."""
    return datetime.combine(day, time(), UTC)


def build_row(
    attempt: Attempt, payload: Mapping[str, Any], prompt: Mapping[str, Any] | None
) -> Row:
    """One row of `llm_responses`.

    Args:
        attempt: the succeeded attempt.
        payload: its payload.
        prompt: today's row of the prompt, if it is still there: whether it names a tracked brand
            is decided by who is tracked now, not by who was when it was asked.
    """
    answer = read_answer(payload["response"], FREE)
    conversation, turn = payload["conversation"], payload["turn"]
    day = date.fromisoformat(payload["day"])
    is_demonstration = payload["is_demonstration"]
    return {
        "id": attempt.response_id,
        "website_id": attempt.website_id,
        "day": day,
        "simulation_run_id": attempt.simulation_run_id,
        "prompt_id": attempt.prompt_id,
        "conversation_id": conversation["id"],
        "icp_id": conversation["icp_id"],
        "topic": conversation["topic"],
        "prompt_text": turn["text"],
        "sequence_order": turn["sequence_order"],
        "is_branded": bool(prompt["is_branded"]) if prompt else turn["is_branded"],
        "locale": conversation["locale"],
        "llm_provider": attempt.provider,
        "llm_model": attempt.model,
        # The local server calls its model by the path of its file; we know which one it runs.
        "served_model": attempt.model if is_demonstration else answer.served_model,
        "sample_number": attempt.sample_number,
        "response_text": answer.text,
        "prompt_tokens": answer.prompt_tokens,
        "response_tokens": answer.response_tokens,
        "latency_ms": payload["latency_ms"],
        "finish_reason": answer.finish_reason,
        "request_id": answer.request_id,
        "citations": json.dumps(answer.citations, ensure_ascii=False),
        "cost_usd": float(attempt.cost_usd or 0),
        "attempt_id": attempt.id,
        "payload_path": attempt.payload_path,
        "is_demonstration": is_demonstration,
        "basket_version": conversation["basket_version"],
        "asked_at": _asked_at(attempt, payload),
        "created_at": start_of(day),
    }


def _asked_at(attempt: Attempt, payload: Mapping[str, Any]) -> datetime:
    """When the answer was given; one that is used again is as old as it is."""
    asked_at = payload.get("asked_at")
    return datetime.fromisoformat(asked_at) if asked_at else attempt.reserved_at
