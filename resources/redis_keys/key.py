"""A declared key: its pattern, its type, its end; and the name it gives for some values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args
from urllib.parse import quote

from resources.errors import InputError

System = Literal["brand_monitor", "entertainment", "campaigns", "operations", "intents"]
RedisType = Literal["string", "hash", "list", "set", "zset"]

SYSTEMS: tuple[System, ...] = get_args(System)

_PLACE = re.compile(r"\{(\w+)\}")
_MOST_CHARACTERS = 512


@dataclass(frozen=True)
class Key:
    """One key, made by a `KeyPattern` only.

    Attributes:
        system: whose it is; `{system}:` stands before its name in Redis.
        name: what follows that.
        pattern: what it was made from; nobody's id is in it.
    """

    system: System
    name: str
    pattern: str

    @property
    def told(self) -> str:
        """What it is, for a message: `` `cache:generation` `` for `cache:generation:{owner_id}`."""
        words = (word for word in self.pattern.split(":") if not _PLACE.search(word))
        return f"`{':'.join(words) or self.system}`"


@dataclass(frozen=True)
class KeyPattern:
    """What keys of one kind are like.

    Attributes:
        system: whose they are.
        pattern: their name with `{places}`, without the system.
        type: what Redis holds under them.
        ttl: how long they live at most; none for what must not go by itself, which a server with
            `volatile-lru` never throws away either.
        holds: what that is, in words.
        seed: the seed that names it; empty where it is ours.
    """

    system: System
    pattern: str
    type: RedisType
    ttl: timedelta | None
    holds: str
    seed: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """Names of what has to be filled in."""
        return tuple(_PLACE.findall(self.pattern))

    def key(self, **values: str) -> Key:
        """The key for some values; different values never give the same name.

        Args:
            **values: one for each place. What would be read as another part (`:`) is %-escaped.

        Raises:
            InputError: a value is missing, unknown, empty or longer than 512 characters.
        """
        if set(values) != set(self.places):
            raise InputError(
                f"The Redis key `{self.pattern}` takes {', '.join(self.places) or 'no value'}, "
                f"and was given {', '.join(values) or 'none'}."
            )
        for place, value in values.items():
            if not 0 < len(value) <= _MOST_CHARACTERS:
                raise InputError(
                    f"The Redis key `{self.pattern}` was given {len(value)} characters as {place}; "
                    f"it takes 1 to {_MOST_CHARACTERS}."
                )
        name = _PLACE.sub(lambda place: _escape(values[place[1]]), self.pattern)
        return Key(self.system, name, self.pattern)


def _escape(value: str) -> str:
    return quote(value, safe="/@+,=", errors="surrogatepass")


def found_key(system: System, name: str, pattern: str = "") -> Key:
    """A key as it was found in the store, by its whole name; declared or not.

    Args:
        system: whose it is.
        name: without the system.
        pattern: what it was made from, where that is known; else nothing of it is told.
    """
    return Key(system, name, pattern or "?")
