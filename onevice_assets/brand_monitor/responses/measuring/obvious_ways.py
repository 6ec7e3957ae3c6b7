"""How one would ask without us: the `openai` SDK as its manual shows it, and no ledger."""

from __future__ import annotations

import asyncio
import time


def ask_one_by_one(url: str, prompts: int) -> float:
    """Ask one prompt after the other; seconds for all of them."""
    import openai

    begun = time.perf_counter()
    with openai.OpenAI(base_url=url, api_key="bench") as sdk:
        for number in range(prompts):
            sdk.chat.completions.create(
                model="bench-1", messages=[{"role": "user", "content": f"Question {number}?"}]
            )
    return time.perf_counter() - begun


def ask_all_by_sdk(url: str, prompts: int, concurrency: int) -> float:
    """Ask all at once behind a semaphore, with the SDK's default transport (httpx); seconds."""
    return asyncio.run(_ask_all(url, prompts, concurrency))


async def _ask_all(url: str, prompts: int, concurrency: int) -> float:
    import openai

    slots = asyncio.Semaphore(concurrency)

    async def ask(number: int) -> None:
        async with slots:
            await sdk.chat.completions.create(
                model="bench-1", messages=[{"role": "user", "content": f"Question {number}?"}]
            )

    async with openai.AsyncOpenAI(base_url=url, api_key="bench") as sdk:
        begun = time.perf_counter()
        await asyncio.gather(*map(ask, range(prompts)))
        return time.perf_counter() - begun
