"""All facts of a subject in Redis: one entry answers every question about a point in time.

No moment is in the key, so "now" is computed each time and no answer outlives a fact's end; what
is kept is what was ever known, and changes with statements alone. Each subject has a generation
(`resources.redis_keys.cache`): a write takes it away once PostgreSQL holds the new facts, and a
reader that began before cannot put back what it read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from onevice_assets.operations.timeline.contract import sort_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.postgres.read_back import read_most_of_subject
from onevice_assets.operations.timeline.statement import LONGEST_NAME, Interval
from resources.redis_keys.cache import get_or_make, invalidate_all
from resources.redis_keys.entry import Entry
from resources.redis_keys.siblings import TIMELINE_FACTS

if TYPE_CHECKING:
    from resources.redis_store import RedisStore

MOST: Final = 1_000
"""Facts of a subject that are kept; of one that has more, PostgreSQL is asked each time."""

Told = list[tuple[str, str, int, int, int, int, str]] | None
"""Relation, object, valid from and to, known from and to, statement; none where there are more."""


class CachedFacts:
    """Facts of an organization, as `contract.FactStore`; without Redis, those of PostgreSQL.

    Attributes:
        misses: how often PostgreSQL was read for the cache; roughly, where threads share it.
    """

    def __init__(self, facts: PostgresFacts, redis: RedisStore) -> None:
        """Hold both; nothing is asked yet."""
        self._facts, self._redis, self.misses = facts, redis, 0

    def at(self, subject: str, relation: str | None, valid_at: int, known_at: int) -> list[Fact]:
        """As `FactStore.at`."""
        return self.during(subject, relation, Interval(valid_at, valid_at + 1), known_at)

    def during(
        self, subject: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during`."""
        every = self._every(subject)
        if every is None:
            return self._facts.during(subject, relation, interval, known_at)
        return [
            one
            for one in every
            if relation in (None, one.relation)
            and one.known.holds(known_at)
            and one.valid.meets(interval)
        ]

    def during_of_object(
        self, object_: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during_of_object`; nothing of it is cached."""
        return self._facts.during_of_object(object_, relation, interval, known_at)

    def history(self, subject: str, relation: str | None) -> list[Fact]:
        """As `FactStore.history`."""
        every = self._every(subject)
        if every is None:
            return self._facts.history(subject, relation)
        return [one for one in every if relation in (None, one.relation)]

    def _every(self, subject: str) -> list[Fact] | None:
        if not 0 < len(subject) <= LONGEST_NAME:
            return []
        owner = self._facts.organization_id
        entry: Entry[Told] = _entry(owner, subject)
        told = get_or_make(self._redis, entry, lambda: self._tell(subject))
        if told is None:
            return None
        return sort_facts(
            Fact(subject, relation, object_, Interval(*valid), Interval(*known), statement)
            for relation, object_, *times, statement in told
            for valid, known in [(times[:2], times[2:])]
        )

    def _tell(self, subject: str) -> Told:
        self.misses += 1
        found = read_most_of_subject(self._facts, subject, MOST + 1)
        if len(found) > MOST:
            return None
        return [
            (
                one.relation,
                one.object,
                *(one.valid.start, one.valid.end, one.known.start, one.known.end),
                one.statement_id,
            )
            for one in found
        ]


def forget_subjects(
    redis: RedisStore | None, organization_id: str, subjects: Iterable[str]
) -> None:
    """Forget what is cached of subjects; again changes nothing more.

    Nothing is started for it: an embedded Redis that does not run holds nothing.

    Raises:
        StoreError: Redis does not answer; it may still tell what was known before.
    """
    if redis is not None and redis.is_at_hand():
        owned = (_owned(organization_id, one) for one in subjects)
        invalidate_all(redis, owned, system=TIMELINE_FACTS.system)


def _entry(organization_id: str, subject: str) -> Entry[Told]:
    owner_id = _owned(organization_id, subject)
    key = TIMELINE_FACTS.key(owner_id=owner_id)
    ttl = cast("timedelta", TIMELINE_FACTS.ttl)
    return Entry(key, ttl, organization_id, owner_id, Told)


def _owned(organization_id: str, subject: str) -> str:
    """A subject within an organization; an id has no slash, so two never meet."""
    return f"{organization_id}/{subject}"
