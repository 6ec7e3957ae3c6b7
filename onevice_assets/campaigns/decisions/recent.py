"""Recent answers, kept for the hours in which the graph is away; never read while it answers.

A key has the client's id and the question's hash below `droom:`, what lies there has the client's
id once more, and one that is not asked for is not read. Kept for a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from onevice_assets.campaigns.decisions.answers import Answer, Question, Source
from resources.errors import ConfigurationError, StoreError
from resources.redis_keys.entry import Entry, read_entry, write_entry
from resources.redis_keys.siblings import CAMPAIGN_ANSWER
from resources.redis_store import RedisStore
from resources.resilience.guard import tell_once

_log = logging.getLogger("onevice.campaigns")
T = TypeVar("T")


class Kept(BaseModel, Generic[T]):
    """An answer as it is kept."""

    found: T
    source: Source
    as_of: datetime
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RecentAnswers:
    """The kept answers of one client. Without Redis nothing is kept or found, and that is logged.

    Attributes:
        redis: where.
        brand_id: whose.
    """

    redis: RedisStore
    brand_id: str

    def keep(self, question: Question, shape: type[Any], answer: Answer[Any]) -> bool:
        """Keep an answer; tells whether it is kept (not above 1 MiB, not without Redis)."""
        kept = Kept[shape](  # type: ignore[valid-type]
            found=answer.found, source=answer.source, as_of=answer.as_of, notes=answer.notes
        )
        entry = self._entry(question, shape)
        text = write_entry(entry, question.name, kept)
        if not text:
            return False
        ends = answer.as_of + entry.ttl

        def write() -> bool:
            self.redis.write_text(entry.key, text, expires_at=ends)
            return True

        return bool(self._try(write))

    def find(self, question: Question, shape: type[T]) -> Answer[T] | None:
        """What is kept of a question, marked stale; none where nothing is, or Redis is away."""
        entry = self._entry(question, shape)
        text = self._try(lambda: self.redis.read_text(entry.key))
        found = read_entry(entry, text) if text else None
        if found is None:
            return None
        kept = found.value
        return Answer(
            question.name, self.brand_id, kept.found, "cache", kept.as_of, True, kept.notes
        )

    def _entry(self, question: Question, shape: Any) -> Entry[Any]:
        key = CAMPAIGN_ANSWER.key(brand_id=self.brand_id, question_hash=question.hash)
        life = cast("Any", CAMPAIGN_ANSWER.ttl)
        return Entry(key, life, self.brand_id, self.brand_id, Kept[shape])

    def _try(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except (StoreError, ConfigurationError) as error:
            _log.warning("Going on without kept answers: %s", tell_once(error))
            return None
