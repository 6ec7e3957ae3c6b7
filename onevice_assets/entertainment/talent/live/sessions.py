"""Who is signed in to the agents: a hash that ends a day after its last use (seed 000, §3.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from onevice_assets.entertainment.access.roles import ROLES, read_role
from resources.redis_keys.entertainment import SESSION
from resources.redis_store import RedisStore

TTL: Final = SESSION.ttl or timedelta(days=1)
_LISTS: Final = ("permissions", "websocket_connections", "active_threads")

# a session that ended stays ended: only one that is there is moved on
_TOUCH = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'last_activity', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""


@dataclass(frozen=True)
class AgentSession:
    """One session, the seed's fields.

    Attributes:
        role: of the table in `access.roles`; `data_sensitivity_level` is its clearance, so that
            the two cannot say different things.
        last_activity: UTC.
    """

    user_id: str
    session_id: str
    role: str
    last_activity: datetime
    ip_address: str = ""
    user_agent: str = ""
    permissions: tuple[str, ...] = ()
    websocket_connections: tuple[str, ...] = ()
    active_threads: tuple[str, ...] = ()
    preferences: dict[str, Any] = field(default_factory=dict)

    @property
    def data_sensitivity_level(self) -> int:
        """The clearance of the role."""
        return read_role(self.role).clearance


def write_session(store: RedisStore, session: AgentSession) -> None:
    """Keep a session for a day from its last activity on.

    Raises:
        InputError: a role that is none; nothing was kept.
        StoreError: Redis does not answer.
    """
    level = session.data_sensitivity_level
    fields = {
        **{name: json.dumps(getattr(session, name)) for name in (*_LISTS, "preferences")},
        "user_id": session.user_id,
        "session_id": session.session_id,
        "role": session.role,
        "data_sensitivity_level": str(level),
        "last_activity": session.last_activity.astimezone(UTC).isoformat(),
        "ip_address": session.ip_address,
        "user_agent": session.user_agent[:1_000],
    }
    key = SESSION.key(user_id=session.user_id, session_id=session.session_id)
    store.write_hash(key, fields, expires_at=session.last_activity + TTL)


def touch_session(store: RedisStore, user_id: str, session_id: str, *, at: datetime) -> bool:
    """Move a session's end a day on from now; tells whether there is one.

    Raises:
        StoreError: Redis does not answer.
    """
    key = SESSION.key(user_id=user_id, session_id=session_id)
    life = str(round(TTL / timedelta(milliseconds=1)))
    moment = at.astimezone(UTC).isoformat()
    return bool(store.run_script("touching a session", _TOUCH, [key], moment, life))


def read_session(store: RedisStore, user_id: str, session_id: str) -> AgentSession | None:
    """A session; none where it ended, or says what we never wrote.

    Raises:
        StoreError: Redis does not answer.
    """
    fields = store.read_hash(SESSION.key(user_id=user_id, session_id=session_id))
    try:
        told = {name: tuple(json.loads(fields[name])) for name in _LISTS}
        session = AgentSession(
            user_id=fields["user_id"],
            session_id=fields["session_id"],
            role=fields["role"],
            last_activity=datetime.fromisoformat(fields["last_activity"]),
            ip_address=fields["ip_address"],
            user_agent=fields["user_agent"],
            preferences=dict(json.loads(fields["preferences"])),
            **told,
        )
        level = int(fields["data_sensitivity_level"])
    except (KeyError, ValueError, TypeError):
        return None
    # a role whose clearance was changed meanwhile has to sign in again
    if session.role not in ROLES or session.data_sensitivity_level != level:
        return None
    return session


def end_session(store: RedisStore, user_id: str, session_id: str) -> bool:
    """End a session at once; tells whether there was one. Raises as `read_session` does."""
    return store.delete(SESSION.key(user_id=user_id, session_id=session_id))
