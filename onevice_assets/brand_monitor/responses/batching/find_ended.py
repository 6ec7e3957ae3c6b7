"""Which batches that are out have ended, by asking their providers: for the sensor.

Nothing is booked here; the run that the sensor starts does that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from resources.errors import ConfigurationError, ProviderError
from resources.llm.batch.kept import KeptBatch, list_open
from resources.llm.batch.open_batches import open_batches

if TYPE_CHECKING:
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects

_log = logging.getLogger("onevice.responses")
_ANSWER_S = 10.0
_LEFT_BEHIND = timedelta(minutes=15)  # longer than a run takes from `preparing` to `submitted`


def find_ended(
    objects: Objects, llm: LanguageModels, *, after: str, seconds: float
) -> tuple[list[KeptBatch], str]:
    """Look at batches in turn until the time is up.

    Args:
        objects: has what is out.
        llm: knows the providers.
        after: the key that was looked at last; the next one comes first.
        seconds: time to stop looking after; one look may take ten more.

    Returns:
        Those that a run can go on with, and the key that was looked at last. A provider that does
        not tell is asked again the next time.
    """
    until, last = time.monotonic() + seconds, after
    ended = []
    for batch in _in_turn(list(list_open(objects)), after):
        if time.monotonic() > until:
            break
        last = batch.key
        if _has_ended(llm, batch):
            ended.append(batch)
    return ended, last


def _in_turn(batches: list[KeptBatch], after: str) -> Iterator[KeptBatch]:
    ordered = sorted(batches, key=lambda batch: batch.key)
    yield from (batch for batch in ordered if batch.key > after)
    yield from (batch for batch in ordered if batch.key <= after)


def _has_ended(llm: LanguageModels, batch: KeptBatch) -> bool:
    if batch.batch_id is None:  # a run was killed, or is just handing it out
        age = datetime.now(UTC) - datetime.fromisoformat(batch.created_at)
        return age > _LEFT_BEHIND
    try:
        provider = replace(llm.provider_of(batch.provider, batch.model), timeout_s=_ANSWER_S)
        return open_batches(provider).look(batch.batch_id).is_over
    except (ProviderError, ConfigurationError) as error:
        _log.warning("nobody tells whether batch %s has ended: %s", batch.batch_id, error)
        return False
