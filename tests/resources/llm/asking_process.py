"""A process that asks the first provider of its environment, with others like it.

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
from resources.llm.providers import list_active
from resources.llm.together import for_each
from resources.redis_store import RedisStore
from tests.resources.llm.test_ask_a_provider import MemoryBook


def main() -> None:
    """Ask as often as told."""
    namespace, calls = sys.argv[1], int(sys.argv[2])
    share_through(RedisStore(namespace=namespace))
    asyncio.run(_ask(calls))


async def _ask(calls: int) -> None:
    provider = list_active(os.environ)[0]
    book, purse = MemoryBook(), Purse(Decimal(100))
    async with open_client(provider) as client:

        async def ask_one(number: int) -> None:
            call = Call(({"role": "user", "content": f"Call {number:03} of {os.getpid():07}"},))
            await ask(client, provider, call, book=book, purse=purse)

        await for_each(range(calls), 2 * provider.concurrency, ask_one)


if __name__ == "__main__":
    main()
