"""Open websocket connections: a hash an hour long, renewed by every ping (seed 000, §3.3)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from onevice_assets.entertainment.access.roles import read_agent, read_role
from resources.errors import InputError
from resources.redis_keys.entertainment import CONNECTION
from resources.redis_store import RedisStore

TTL: Final = CONNECTION.ttl or timedelta(hours=1)
MOST_QUEUED: Final = 100
_TEXTS: Final = ("connection_id", "user_id", "thread_id", "role", "status", "selected_agent")
_MOMENTS: Final = ("connected_at", "last_ping")

_PING = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'last_ping', ARGV[1], 'status', 'connected')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
_QUEUE = """
local text = redis.call('HGET', KEYS[1], 'message_queue')
if not text then return -1 end
local queue = cjson.decode(text)
if #queue >= tonumber(ARGV[2]) then return -2 end
table.insert(queue, ARGV[1])
redis.call('HSET', KEYS[1], 'message_queue', cjson.encode(queue))
return #queue
"""
_TAKE = """
local text = redis.call('HGET', KEYS[1], 'message_queue')
if text then redis.call('HSET', KEYS[1], 'message_queue', '[]') end
return text
"""


@dataclass(frozen=True)
class Connection:
    """One connection, the seed's fields; moments in UTC. Calls are limited in `call_limits`."""

    connection_id: str
    user_id: str
    thread_id: str
    role: str
    connected_at: datetime
    last_ping: datetime
    selected_agent: str
    status: str = "connected"


def write_connection(store: RedisStore, connection: Connection) -> None:
    """Keep a connection for an hour from its last ping on.

    Raises:
        InputError: a role or agent that is none.
        StoreError: Redis does not answer.
    """
    read_role(connection.role)
    read_agent(connection.selected_agent)
    fields = {name: str(getattr(connection, name)) for name in _TEXTS}
    for name in _MOMENTS:
        fields[name] = getattr(connection, name).astimezone(UTC).isoformat()
    key = CONNECTION.key(connection_id=connection.connection_id)
    whole = {**fields, "message_queue": "[]"}
    store.write_hash(key, whole, expires_at=connection.last_ping + TTL)


def read_connection(store: RedisStore, connection_id: str) -> Connection | None:
    """A connection; none where it ended. Raises StoreError where Redis does not answer."""
    fields = store.read_hash(CONNECTION.key(connection_id=connection_id))
    try:
        moments = {name: datetime.fromisoformat(fields[name]) for name in _MOMENTS}
        return Connection(**{name: fields[name] for name in _TEXTS}, **moments)  # type: ignore[arg-type]
    except (KeyError, ValueError):
        return None


def ping_connection(store: RedisStore, connection_id: str, *, at: datetime) -> bool:
    """Note a ping and move the end on; tells whether the connection is there still."""
    key, life = CONNECTION.key(connection_id=connection_id), TTL / timedelta(milliseconds=1)
    moment = at.astimezone(UTC).isoformat()
    return bool(store.run_script("noting a ping", _PING, [key], moment, str(round(life))))


def queue_message(store: RedisStore, connection_id: str, message_id: str) -> int:
    """Queue a message for a connection; how many wait then, 0 where it is gone.

    Raises:
        InputError: 100 wait already.
        StoreError: Redis does not answer.
    """
    key = CONNECTION.key(connection_id=connection_id)
    told = int(store.run_script("queueing", _QUEUE, [key], message_id, str(MOST_QUEUED)))
    if told == -2:
        raise InputError(
            f"{MOST_QUEUED} messages wait for that connection already; this one was not queued."
        )
    return max(told, 0)


def take_messages(store: RedisStore, connection_id: str) -> list[str]:
    """Ids of the messages that wait, in order; none of them waits any more."""
    key = CONNECTION.key(connection_id=connection_id)
    text = store.run_script("taking what is queued", _TAKE, [key])
    # Lua writes an empty list as {}
    return list(json.loads(text)) if text else []


def end_connection(store: RedisStore, connection_id: str) -> bool:
    """Forget a connection; tells whether it was there."""
    return store.delete(CONNECTION.key(connection_id=connection_id))
