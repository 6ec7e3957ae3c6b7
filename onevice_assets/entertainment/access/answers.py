"""Answers kept in Redis by role and groups, and the part of them that anybody may be shown.

Keys are the seed's (`query:{agent}:{query_hash}:{user_role}`, §3.2) with SHA-256 for its MD5. What
is kept was filtered for its role before; it carries the generation of the organization's graph, so
that publishing the graph makes all of it old at once (`resources.redis_keys.cache`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from onevice_assets.entertainment.access.asker import Asker
from resources.redis_keys.cache import invalidate
from resources.redis_keys.entertainment import QUERY
from resources.redis_keys.entry import Entry
from resources.redis_store import RedisStore

TTL: Final = QUERY.ttl or timedelta(minutes=30)
FALLBACK_TTL: Final = TTL / 2
FALLBACK: Final = "generic"
"""Stands where a role's name would: no role is called so."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Kept:
    """Where the answer to one question is kept.

    Attributes:
        agent: on whose behalf it is asked.
        question: its name and text; another statement is another question.
        parameters: all that its rows depend on besides the asker; JSON-ready.
    """

    agent: str
    question: tuple[str, str]
    parameters: Mapping[str, Any]

    def of_role(self, asker: Asker) -> Entry[Rows]:
        """The answer of everybody in this role and these groups; half an hour."""
        groups = None if asker.role.sees_every_group else sorted(asker.groups)
        return self._entry(asker.organization_id, asker.role.name, TTL, [groups, asker.clearance])

    def of_anybody(self, organization_id: str) -> Entry[Rows]:
        """The part of it that anybody of the organization may see; a quarter of an hour."""
        return self._entry(organization_id, FALLBACK, FALLBACK_TTL, [])

    def _entry(
        self, organization_id: str, role: str, ttl: timedelta, more: list[Any]
    ) -> Entry[Rows]:
        asked = [organization_id, *self.question, dict(self.parameters), *more]
        text = json.dumps(asked, sort_keys=True, default=str)
        hashed = hashlib.sha256(text.encode()).hexdigest()
        key = QUERY.key(agent=self.agent, query_hash=hashed, user_role=role)
        return Entry(key, ttl, organization_id, organization_id, Rows)


def forget_answers(store: RedisStore, organization_id: str) -> None:
    """Forget every kept answer of an organization: its graph was published.

    Raises:
        StoreError: Redis does not answer; what is kept goes with its TTL, in half an hour.
    """
    invalidate(store, organization_id, system="entertainment")
