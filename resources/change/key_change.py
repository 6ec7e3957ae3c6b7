"""Redis: texts under keys of one name become hashes under keys of another, with the same ends.

Every step of it that touches a value is one script over both keys, which Redis does at once: no
reader sees one without the other, and a copy never overwrites what was written since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from resources.change.phase import Phase
from resources.errors import ConfigurationError
from resources.redis_keys.key import Key, KeyPattern, found_key

if TYPE_CHECKING:
    from resources.change.store_change import Alone, Row
    from resources.redis_store import RedisStore

_FIELD: Final = "value"

# KEYS: old, new. ARGV: text, life in ms, whether the old and whether the new one is written
_WRITE = f"""
if ARGV[3] == '1' then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
if ARGV[4] == '1' then
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[2], '{_FIELD}', ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return 1
"""
# KEYS: old, new; both go, whichever is there
_DELETE = "return redis.call('DEL', KEYS[1], KEYS[2])"
_TO_NEW = f"""
local value = redis.call('GET', KEYS[1])
if not value or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('HSET', KEYS[2], '{_FIELD}', value)
redis.call('PEXPIRE', KEYS[2], redis.call('PTTL', KEYS[1]))
return 1
"""
_TO_OLD = f"""
local value = redis.call('HGET', KEYS[2], '{_FIELD}')
if not value or redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], value, 'PX', redis.call('PTTL', KEYS[2]))
return 1
"""
_COMPARE = f"""
local new = redis.call('HGET', KEYS[2], '{_FIELD}')
if redis.call('GET', KEYS[1]) == new then return 1 end
return 0
"""
_READ_WHOLE = "return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}"
# KEYS: old. ARGV: text, life in ms
_PUT_BACK = "return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0"


@dataclass(frozen=True)
class KeyChange:
    """See `StoreChange`; writers call `write` and `delete`, readers `read`.

    Attributes:
        redis: the store.
        name, what: see `StoreChange`.
        old: of texts; its one place is its end, and it ends by itself.
        new: of hashes, with the same place.
    """

    redis: RedisStore
    name: str
    what: str
    old: KeyPattern
    new: KeyPattern
    store: str = "redis"
    is_atomic: bool = True
    adds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse patterns between which nothing can be copied.

        Raises:
            ConfigurationError: naming what they must be like.
        """
        ends = all(one.pattern.endswith("}") for one in (self.old, self.new))
        places = (len(self.old.places), self.new.places) == (1, self.old.places)
        kinds = (self.old.type, self.new.type) == ("string", "hash")
        if not (ends and places and kinds) or self.old.ttl is None:
            raise ConfigurationError(
                f"{self.old.pattern} cannot become {self.new.pattern}: the one must be a text "
                "that ends, the other a hash, and both must have their one place at the end."
            )

    def write(self, phase: Phase, value: str, text: str) -> None:
        """Put a text where a phase wants it, with the pattern's life.

        Args:
            phase: held meanwhile.
            value: what stands in the keys' place.
            text: what is kept.
        """
        life = cast("timedelta", self.old.ttl) / timedelta(milliseconds=1)
        wanted = ["1" if one in phase.writes else "0" for one in ("old", "new")]
        self._run(_WRITE, self._pair(value), text, str(round(life)), *wanted)

    def delete(self, value: str) -> None:
        """Take a text away, in every shape."""
        self._run(_DELETE, self._pair(value))

    def read(self, phase: Phase, value: str) -> str | None:
        """The text, of the shape that is read; none where there is none."""
        old, new = self._pair(value)
        if phase.reads == "old":
            return self.redis.read_text(old)
        return self.redis.read_hash(new).get(_FIELD)

    def read_old(self) -> Iterator[Row]:
        """See `StoreChange`."""
        for pair in self._pairs(self.old):
            text, left = self._run(_READ_WHOLE, pair)
            if text is not None:
                yield {"key": pair[0].name, "text": text, "left_ms": left}

    def put_back(self, rows: Iterable[Row]) -> int:
        """See `StoreChange`; a life goes on from where it was when the backup was taken."""
        count = 0
        for row in rows:
            key = found_key(self.old.system, row["key"], self.old.pattern)
            given = (row["text"], str(row["left_ms"]))
            count += int(self.redis.run_script(f"writing {key.told}", _PUT_BACK, [key], *given))
        return count

    def make_new(self) -> None:
        """See `StoreChange`: Redis needs nothing for a key."""

    def drop_new(self) -> None:
        """See `StoreChange`."""
        self._delete_all(self.new)

    def start_dual_write(self) -> None:
        """See `StoreChange`: writers do."""

    def stop_dual_write(self) -> None:
        """See `StoreChange`."""

    def fill_new(self, alone: Alone) -> int:  # noqa: ARG002
        """See `StoreChange`."""
        return sum(int(self._run(_TO_NEW, pair)) for pair in self._pairs(self.old))

    def clear_new(self) -> None:
        """See `StoreChange`."""
        self._delete_all(self.new)

    def compare(self) -> list[str]:
        """See `StoreChange`."""
        pairs = {pair for one in (self.old, self.new) for pair in self._pairs(one)}
        return [old.name for old, new in sorted(pairs, key=str) if not self._is_same(old, new)]

    def drop_old(self) -> None:
        """See `StoreChange`."""
        self._delete_all(self.old)

    def make_old(self) -> None:
        """See `StoreChange`."""

    def fill_old(self, alone: Alone) -> int:  # noqa: ARG002
        """See `StoreChange`."""
        return sum(int(self._run(_TO_OLD, pair)) for pair in self._pairs(self.new))

    def _is_same(self, old: Key, new: Key) -> bool:
        return bool(self._run(_COMPARE, (old, new)))

    def _delete_all(self, pattern: KeyPattern) -> None:
        place = 0 if pattern is self.old else 1
        for pair in self._pairs(pattern):
            self.redis.delete(pair[place])

    def _pairs(self, pattern: KeyPattern) -> Iterator[tuple[Key, Key]]:
        """Old and new key of everything there is under a pattern; some may come twice."""
        for name in self.redis.list_names(pattern.system, _beginning(pattern)):
            rest = name.removeprefix(_beginning(pattern))
            yield (
                found_key(self.old.system, _beginning(self.old) + rest, self.old.pattern),
                found_key(self.new.system, _beginning(self.new) + rest, self.new.pattern),
            )

    def _pair(self, value: str) -> tuple[Key, Key]:
        (place,) = self.old.places
        return self.old.key(**{place: value}), self.new.key(**{place: value})

    def _run(self, script: str, pair: tuple[Key, Key], *arguments: str) -> Any:
        return self.redis.run_script(f"writing {pair[0].told}", script, pair, *arguments)


def _beginning(pattern: KeyPattern) -> str:
    return pattern.pattern.partition("{")[0]
