"""The last messages of a thread: a list of at most 200, a week after the last (seed 000, §3.6).

An answer in it was shown to one person in one role: whoever reads a thread must be who wrote it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from resources.errors import InputError
from resources.redis_keys.entertainment import CHAT_HISTORY
from resources.redis_store import RedisStore

TTL: Final = CHAT_HISTORY.ttl or timedelta(days=7)
MOST_MESSAGES: Final = 200
MOST_CHARACTERS: Final = 100_000
_LIFE: Final = str(round(TTL / timedelta(milliseconds=1)))

_APPEND = """
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[2]), -1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('LLEN', KEYS[1])
"""
_READ = "return redis.call('LRANGE', KEYS[1], -tonumber(ARGV[1]), -1)"


class Message(BaseModel):
    """One message, the seed's fields; `timestamp` in UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message_id: str
    role: Literal["user", "assistant"]
    content: str = Field(max_length=MOST_CHARACTERS)
    timestamp: datetime
    user_id: str
    agent: str | None = None
    confidence_score: float | None = Field(default=None, ge=0, le=1)
    sources: tuple[str, ...] = ()


def append_message(store: RedisStore, thread_id: str, message: Message) -> int:
    """Add a message; the oldest goes where there are more than 200. How many there are then.

    Raises:
        StoreError: Redis does not answer.
    """
    key = CHAT_HISTORY.key(thread_id=thread_id)
    given = (message.model_dump_json(), str(MOST_MESSAGES), _LIFE)
    return int(store.run_script("adding a message", _APPEND, [key], *given))


def read_messages(
    store: RedisStore, thread_id: str, user_id: str, *, most: int = MOST_MESSAGES
) -> list[Message]:
    """The last messages of a thread, oldest first; those of others and nonsense left out.

    Raises:
        InputError: `most` is not 1 to 200.
        StoreError: Redis does not answer.
    """
    if not 1 <= most <= MOST_MESSAGES:
        raise InputError(f"{most} messages cannot be read: say 1 to {MOST_MESSAGES}.")
    key = CHAT_HISTORY.key(thread_id=thread_id)
    texts = store.run_script("reading a thread", _READ, [key], str(most))
    found = [_parse(one) for one in texts]
    return [one for one in found if one is not None and one.user_id == user_id]


def forget_thread(store: RedisStore, thread_id: str) -> bool:
    """Forget a thread; tells whether it was there."""
    return store.delete(CHAT_HISTORY.key(thread_id=thread_id))


def _parse(text: str) -> Message | None:
    try:
        return Message.model_validate_json(text)
    except ValidationError:
        return None
