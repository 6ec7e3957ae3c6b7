"""A process that asks the providers of its environment, with others like it.

`python -m tests.resources.llm.asking_process NAMESPACE CALLS`: shares limits in the Redis of its
home, under a namespace of the test.
"""

from __future__ import annotations

import asyncio
import os
import sys
from decimal import Decimal

from resources.llm.budget import Purse
from resources.llm.calls import Call, ask, open_client
from resources.llm.limits import share_through
from resources.llm.providers import Provider, list_active
from resources.llm.together import for_each
from resources.redis_store import RedisStore
from tests.resources.llm.test_ask_a_provider import MemoryBook


def main() -> None:
    """Ask each as often as told."""
    namespace, calls = sys.argv[1], int(sys.argv[2])
    share_through(RedisStore(namespace=namespace))
    asyncio.run(_ask_everyone(calls))


async def _ask_everyone(calls: int) -> None:
    await asyncio.gather(*(_ask(one, calls) for one in list_active(os.environ)))


async def _ask(provider: Provider, calls: int) -> None:
    book, purse = MemoryBook(), Purse(Decimal(100))
    async with open_client(provider) as client:

        async def ask_one(number: int) -> None:
            call = Call(({"role": "user", "content": f"Call {number:03} of {os.getpid():07}"},))
            await ask(client, provider, call, book=book, purse=purse)

        await for_each(range(calls), 2 * provider.concurrency, ask_one)


if __name__ == "__main__":
    main()
