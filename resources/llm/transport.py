"""One HTTP request to a provider, through the `openai` SDK and its aiohttp transport.

The SDK's resource methods build and check typed parameters; we have a body already and keep the
raw payload, so requests go through its `post`. Its own retries are off: they would not be booked.
Measured in docs/benchmarks/fanout.md.
"""

from __future__ import annotations

import asyncio
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from resources.llm.failures import explain_failure, explain_timeout
from resources.llm.rate_headers import RateNews, read_rate_news
from resources.llm.request import build_request
from resources.llm.request_ids import read_request_id

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from resources.llm.calls import Call
    from resources.llm.providers import Provider


class Sent(NamedTuple):
    """What came back for one request of status 200.

    Attributes:
        raw: the payload as it came.
        latency_ms: time it took.
        request_id: the provider's id of the request, if it tells.
        news: what the headers say of limits.
    """

    raw: str
    latency_ms: int
    request_id: str | None
    news: RateNews


def open_sdk(provider: Provider) -> AsyncOpenAI:
    """Open the SDK's client for a provider."""
    import openai

    return openai.AsyncOpenAI(
        base_url=provider.base_url,
        api_key=provider.key.get_secret_value() or "none",
        organization="",
        project="",
        timeout=provider.timeout_s,
        max_retries=0,
        http_client=openai.DefaultAioHttpClient() if find_spec("aiohttp") else None,
    )


async def send(sdk: AsyncOpenAI, provider: Provider, call: Call, attempt_id: str) -> Sent:
    """Send a call once, under its attempt's id (`X-Client-Request-Id`).

    Raises:
        CallError: whatever went wrong, within the provider's `timeout_s` for all of it.
    """
    import httpx
    import openai

    path, body, headers = _request(provider, call)
    headers = {**headers, "X-Client-Request-Id": attempt_id}
    started = time.monotonic()
    try:
        # the SDK's timeout is for each part that arrives; a slow stream would never end
        async with asyncio.timeout(provider.timeout_s):
            response = await sdk.post(
                path, body=body, options={"headers": headers}, cast_to=httpx.Response
            )
    except TimeoutError:
        raise explain_timeout(provider) from None
    except openai.OpenAIError as error:
        # not chained: the SDK's own message may quote the key, and a traceback is logged
        raise explain_failure(provider, error) from None
    taken_ms = round((time.monotonic() - started) * 1000)
    told = response.headers
    return Sent(response.text, taken_ms, read_request_id(told), read_rate_news(told))


def _request(provider: Provider, call: Call) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Path, body and further headers, as the SDK's `create` would send its arguments."""
    arguments = build_request(provider, call)
    extra: dict[str, Any] = arguments.pop("extra_body", {})
    headers: dict[str, str] = arguments.pop("extra_headers", {})
    path = "/responses" if provider.api == "responses" else "/chat/completions"
    return path, {**arguments, **extra}, headers
