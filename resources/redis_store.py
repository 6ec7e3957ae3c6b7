"""Redis by address, or the embedded one: what may be lost and must be fast, each with an end.

    store.write_hash(SESSION.key(session_id=…), {"user_id": …}, expires_at=…)
    store.read_hash(SESSION.key(session_id=…))

A key comes from its declaration (`resources.redis_keys`) and stands under its system's prefix,
which callers never write. Nothing here is the only place of a decision: those are in the control
plane. Not here: what the keys mean.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

import dagster as dg
from pydantic import Field

from resources.identity import to_milliseconds
from resources.redis_client import Limits, open_client, probe
from resources.redis_errors import explain
from resources.redis_keys.key import Key, System, found_key
from resources.resilience.guard import guarded
from resources.resilience.health import Health, Probe
from resources.variables import value_of

if TYPE_CHECKING:
    from redis import Redis

T = TypeVar("T")

_NAMES_A_SCAN = 500
_clients: dict[tuple[str, Limits], tuple[Redis, str]] = {}  # with the name messages call each


class RedisStore(dg.ConfigurableResource[Any]):
    """Hashes and scripts under declared keys; its connections are shared by the process."""

    url: str = Field(
        "",
        description="rediss://user:password@host:6379/0, best as EnvVar; empty = embedded",
        repr=False,
    )
    namespace: str = Field(
        default="", description="Stands before `{system}:`, where one Redis serves several homes"
    )
    pool_size: int = Field(default=20, ge=1, description="Connections at most (seed 000, §5.2)")
    connect_seconds: float = Field(
        default=10, gt=0, description="For one connection to come about (seed 000, §5.2)"
    )
    answer_seconds: float = Field(default=10, gt=0, description="For one answer (seed 000, §5.2)")
    health_check_seconds: int = Field(
        default=30,
        ge=0,
        description="Age at which an idle connection is tried before use (seed 000, §5.2)",
    )

    def write_hash(self, key: Key, fields: Mapping[str, str], *, expires_at: datetime) -> None:
        """Put a hash in place of what stood under a key, until a moment (UTC).

        Raises:
            StoreError: Redis does not answer or refuses it.
            ConfigurationError: REDIS_URL is no address, or its login is refused.
        """
        name = self.name_of(key)

        def write(client: Redis) -> None:
            with client.pipeline(transaction=True) as pipe:
                pipe.delete(name)
                pipe.hset(name, items=[text for pair in fields.items() for text in pair])
                pipe.pexpireat(name, to_milliseconds(expires_at))
                pipe.execute()

        self._run(f"writing {key.told}", write)

    def read_hash(self, key: Key) -> dict[str, str]:
        """The hash under a key; empty where there is none. Raises as `write_hash` does."""
        name = self.name_of(key)
        found = self._run(f"reading {key.told}", lambda client: client.hgetall(name))
        return cast("dict[str, str]", found)

    def write_text(self, key: Key, text: str, *, expires_at: datetime) -> None:
        """Put a text under a key, until a moment (UTC). Raises as `write_hash` does."""
        name, end = self.name_of(key), to_milliseconds(expires_at)
        self._run(f"writing {key.told}", lambda client: client.set(name, text, pxat=end))

    def read_text(self, key: Key) -> str | None:
        """The text under a key; none where there is none. Raises as `write_hash` does."""
        name = self.name_of(key)
        found = self._run(f"reading {key.told}", lambda client: client.get(name))
        return cast("str | None", found)

    def delete(self, key: Key) -> bool:
        """Take a key away; tells whether it was there. Raises as `write_hash` does."""
        name = self.name_of(key)
        return bool(self._run(f"deleting {key.told}", lambda client: client.delete(name)))

    def run_script(self, what: str, script: str, keys: Sequence[Key], *arguments: str) -> Any:
        """Run Lua that takes effect at once or not at all. Raises as `write_hash` does.

        Args:
            what: what is being done, for the message of an error.
            script: reads its keys from KEYS and the rest from ARGV.
            keys: those it touches, all of them.
            *arguments: as texts.
        """
        names = [self.name_of(key) for key in keys]
        return self._run(what, lambda client: client.eval(script, len(names), *names, *arguments))

    def list_names(self, system: System, beginning: str = "") -> Iterator[str]:
        """Names of a system's keys, without what stands before them; some may come twice.

        Keys that come or go meanwhile may be among them or not. Raises as `write_hash` does.

        Args:
            system: whose.
            beginning: what their names begin with.
        """
        before = f"{self.namespace}{system}:"
        pattern = re.sub(r"([*?\[\]\\])", r"\\\1", before + beginning) + "*"
        place = 0
        while True:
            place, found = self._scan(place, pattern)
            yield from (name.removeprefix(before) for name in found)
            if not place:
                return

    def read_kind(self, system: System, name: str) -> tuple[str, int]:
        """The type of what lies under a name, `none` for nothing, and its life left in ms.

        The life is −1 where it has no end. Raises as `write_hash` does.
        """
        script = "return {redis.call('TYPE', KEYS[1]).ok, redis.call('PTTL', KEYS[1])}"
        kind, left = self.run_script("reading a key's type", script, [found_key(system, name)])
        return str(kind), int(left)

    def _scan(self, place: int, pattern: str) -> tuple[int, list[str]]:
        found = self._run(
            "reading the names of keys", lambda client: client.scan(place, pattern, _NAMES_A_SCAN)
        )
        return cast("tuple[int, list[str]]", found)

    def read_memory(self) -> dict[str, str]:
        """What the server says of its memory: `maxmemory` in bytes, `maxmemory_policy` and more.

        Raises as `write_hash` does.
        """
        found = self._run("asking for the memory's settings", lambda client: client.info("memory"))
        return {name: str(value) for name, value in found.items()}

    def rewrite_log(self, most_ms: int) -> None:
        """Have the append-only log written anew, without what was deleted; waited for.

        A server that keeps none, or lets nobody ask, is left as it is. Raises as `write_hash` does.
        """
        from redis.exceptions import ResponseError

        with suppress(ResponseError):
            self._run("writing the log anew", lambda client: client.bgrewriteaof())
        until = time.monotonic() + most_ms / 1000
        while time.monotonic() < until:
            found = self._run("asking for the log", lambda client: client.info("persistence"))
            if not found.get("aof_rewrite_in_progress") and not found.get("aof_rewrite_scheduled"):
                return
            time.sleep(0.02)

    def read_statistics(self) -> dict[str, str]:
        """What the server counted since it started: `keyspace_hits`, `evicted_keys` and more.

        Raises as `write_hash` does.
        """
        found = self._run("asking for statistics", lambda client: client.info("stats"))
        return {name: str(value) for name, value in found.items()}

    def is_at_hand(self) -> bool:
        """Whether using it starts nothing: a server is named, or the embedded one runs."""
        from resources.home import home
        from resources.local_servers import is_running

        return bool(self.address()) or is_running("redis", home())

    def name_of(self, key: Key) -> str:
        """A key as Redis has it: namespace, system, name."""
        return f"{self.namespace}{key.system}:{key.name}"

    def health(self) -> Health:
        """Whether Redis answers; the embedded one is looked at, not started."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        return probe(self.address(), self.limits())

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        known = _clients.pop((self._place(), self.limits()), None)
        if known is not None:
            known[0].close()

    def _run(self, what: str, work: Callable[[Redis], T]) -> T:
        from redis.exceptions import RedisError

        place = self._client()[1]
        kind = "read" if what.startswith(("reading", "asking")) else "write"
        with guarded("redis", place, kind):
            try:
                return self._try(work)
            except RedisError as error:
                # without the driver's own text, which may repeat a key or a login
                raise explain(error, what, place) from None

    def _try(self, work: Callable[[Redis], T]) -> T:
        """Do it; an embedded server that is gone is started again, once."""
        from redis.exceptions import ConnectionError as NoConnectionError
        from redis.exceptions import TimeoutError as NoAnswerError

        try:
            return work(self._client()[0])
        except (NoConnectionError, NoAnswerError):
            if self.address():
                raise
        self.close()
        return work(self._client()[0])

    def _client(self) -> tuple[Redis, str]:
        key = (self._place(), self.limits())
        if key not in _clients:
            _clients[key] = open_client(self.address(), self.limits())
        return _clients[key]

    def limits(self) -> Limits:
        """How many connections, and how long each may take."""
        return Limits(
            self.pool_size, self.connect_seconds, self.answer_seconds, self.health_check_seconds
        )

    def _place(self) -> str:
        from resources.home import home

        return self.address() or str(home())

    def address(self) -> str:
        """Where it is; empty for the embedded one. Holds the password: never shown."""
        return value_of(self.url)
