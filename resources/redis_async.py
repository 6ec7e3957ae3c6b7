"""Redis for programs that do many things at once: scripts, sent together, in one event loop.

    redis = AsyncRedis(store)
    await redis.run_script("counting a call", ADMIT, keys, *arguments)
    await redis.close()

What is asked while an answer is awaited goes out together with the next round trip: 64 callers
cost as many as one. Each script still takes effect by itself, at once or not at all. Breaker,
messages and settings are those of `RedisStore`; a connection is of the loop that made it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from resources.redis_client import open_async_client
from resources.redis_errors import explain
from resources.redis_keys.key import Key
from resources.redis_store import RedisStore
from resources.resilience.guard import guarded, measured

if TYPE_CHECKING:
    from redis.asyncio import Redis

_MOST_AT_ONCE = 256


@dataclass(frozen=True)
class _Call:
    what: str
    script: str
    names: list[str]
    arguments: tuple[str, ...]
    answer: asyncio.Future[Any]


class AsyncRedis:
    """Scripts under declared keys; nothing is opened before the first one."""

    def __init__(self, store: RedisStore) -> None:
        """Prepare.

        Args:
            store: whose address, namespace and limits are taken.
        """
        self._store = store
        self._client: Redis | None = None
        self._place = ""
        self._waiting: list[_Call] = []
        self._sending: asyncio.Task[None] | None = None

    async def run_script(self, what: str, script: str, keys: Sequence[Key], *arguments: str) -> Any:
        """Run Lua that takes effect at once or not at all.

        Args:
            what: what is being done, for the message of an error.
            script: reads its keys from KEYS and the rest from ARGV.
            keys: those it touches, all of them.
            *arguments: as texts.

        Raises:
            StoreError: Redis does not answer or refuses it.
            ConfigurationError: REDIS_URL is no address, or its login is refused.
        """
        names = [self._store.name_of(key) for key in keys]
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append(_Call(what, script, names, arguments, answer))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())
        with measured("redis", "read" if what.startswith("reading") else "write"):
            return await answer

    async def close(self) -> None:
        """Close the connections; what is asked after that opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _send_all(self) -> None:
        while self._waiting:
            calls = self._waiting[:_MOST_AT_ONCE]
            del self._waiting[:_MOST_AT_ONCE]
            try:
                answers = await self._send(calls)
            except BaseException as error:
                for one in calls:
                    _fail(one, error)
                if not isinstance(error, Exception):
                    raise
                continue
            for one, answer in zip(calls, answers, strict=True):
                if isinstance(answer, Exception):
                    _fail(one, explain(answer, one.what, self._place))
                elif not one.answer.done():
                    one.answer.set_result(answer)

    async def _send(self, calls: Sequence[_Call]) -> list[Any]:
        from redis.exceptions import RedisError

        client = await self._open()
        with guarded("redis", self._place, "round_trip"):
            try:
                return await self._ask(client, calls)
            except RedisError as error:
                # an embedded server that is gone is started again by the next call
                await self.close()
                raise explain(error, calls[0].what, self._place) from None

    async def _ask(self, client: Redis, calls: Sequence[_Call]) -> list[Any]:
        """Every answer, an error as itself; a script the server does not know is sent whole."""
        from redis.exceptions import NoScriptError

        async with client.pipeline(transaction=False) as pipe:
            for one in calls:
                pipe.evalsha(_digest(one.script), len(one.names), *one.names, *one.arguments)
            answers: list[Any] = await pipe.execute(raise_on_error=False)
        unknown = [n for n, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            async with client.pipeline(transaction=False) as pipe:
                for one in (calls[n] for n in unknown):
                    pipe.eval(one.script, len(one.names), *one.names, *one.arguments)
                again: list[Any] = await pipe.execute(raise_on_error=False)
            for n, answer in zip(unknown, again, strict=True):
                answers[n] = answer
        return answers

    async def _open(self) -> Redis:
        if self._client is not None:
            return self._client
        address, limits = self._store.address(), self._store.limits()
        # starting the embedded server takes a moment that others need not wait for
        opened = await asyncio.to_thread(open_async_client, address, limits)
        self._client, self._place = opened
        return opened[0]


def _fail(call: _Call, error: BaseException) -> None:
    if not call.answer.done():
        call.answer.set_exception(error)


@lru_cache(maxsize=64)
def _digest(script: str) -> str:
    """What Redis calls a script: no secret rests on it."""
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
