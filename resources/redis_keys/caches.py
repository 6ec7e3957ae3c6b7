"""The four caches of seed 004: what each answer is, and how long it may be used.

A website belongs to one organization, so two that watch one domain have two entries. The key of a
repeated prompt has no tenant in the seed: here its hash holds one. Answers that are measured are
not kept here: within a day they are used again from the ledger and by sample, see
`onevice_assets/brand_monitor/responses/reuse.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import BaseModel

from resources.redis_keys import monitor
from resources.redis_keys.entry import Entry
from resources.redis_keys.key import KeyPattern

Row = dict[str, Any]


class LlmAnswer(BaseModel):
    """An answer to a prompt, the brands in it, and when it was given (UTC)."""

    response: str
    brands: list[str]
    cached_at: datetime


def website_analysis(organization_id: str, website_id: str) -> Entry[Row]:
    """What a website offers: its row of `website_analysis`; an hour."""
    pattern = monitor.WEBSITE_ANALYSIS
    key = pattern.key(website_id=website_id)
    return Entry(key, _life(pattern), organization_id, website_id, Row)


def share_of_voice(organization_id: str, website_id: str, period: str) -> Entry[list[Row]]:
    """Who is named how often in a period; 15 minutes.

    Args:
        organization_id: the tenant.
        website_id: the website.
        period: the days, and whatever else the rows depend on.
    """
    pattern = monitor.SHARE_OF_VOICE
    key = pattern.key(website_id=website_id, period=period)
    return Entry(key, _life(pattern), organization_id, website_id, list[Row])


def co_mentions(organization_id: str, website_id: str) -> Entry[list[Row]]:
    """Who is named beside whom, as the graph has it now; 30 minutes."""
    pattern = monitor.CO_MENTIONS
    key = pattern.key(website_id=website_id)
    return Entry(key, _life(pattern), organization_id, website_id, list[Row])


def llm_answer(
    organization_id: str, provider: str, model: str, messages: Sequence[Mapping[str, str]]
) -> Entry[LlmAnswer]:
    """The answer of a provider's model to a conversation; 24 hours, whatever is published."""
    asked = json.dumps([organization_id, model, list(messages)], sort_keys=True)
    prompt_hash = hashlib.sha256(asked.encode()).hexdigest()
    key = monitor.LLM_ANSWER.key(provider=provider, prompt_hash=prompt_hash)
    return Entry(key, _life(monitor.LLM_ANSWER), organization_id, organization_id, LlmAnswer)


def _life(pattern: KeyPattern) -> timedelta:
    return cast("timedelta", pattern.ttl)
