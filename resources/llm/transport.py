"""One HTTP request to a provider, through the HTTP client of the `openai` SDK, on aiohttp.

The SDK's methods build typed parameters, copy them and read the answer into an object; we have a
body and keep the raw payload, so requests go to its client with the SDK's own headers, at half the
processor time (docs/benchmarks/fanout.md). Nothing is tried again here: attempts are booked.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from resources.llm.failures import explain_connection, explain_status, explain_timeout
from resources.llm.rate_headers import RateNews, read_rate_news
from resources.llm.request import build_body
from resources.llm.request_ids import read_request_id
from resources.resilience.tls import trusted_authorities

if TYPE_CHECKING:
    import httpx2

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


@dataclass(frozen=True)
class Connection:
    """An HTTP client, and what every call to a provider has in common.

    Attributes:
        errors: what the client raises; of aiohttp's errors the SDK's transport knows some only.
    """

    http: httpx2.AsyncClient
    url: httpx2.URL
    headers: Mapping[str, str]
    errors: tuple[type[Exception], ...]


@asynccontextmanager
async def connect(provider: Provider) -> AsyncIterator[Connection]:
    """Open the SDK's HTTP client for a provider; of one event loop."""
    import httpx2
    import openai

    errors: tuple[type[Exception], ...] = (httpx2.RequestError, OSError)
    make: Callable[..., httpx2.AsyncClient]
    if find_spec("aiohttp"):
        from aiohttp import ClientError

        errors += (ClientError,)
        make = openai.DefaultAioHttpClient
    else:
        make = openai.DefaultAsyncHttpx2Client
    http = make(timeout=provider.timeout_s, verify=trusted_authorities())
    sdk = openai.AsyncOpenAI(
        base_url=provider.base_url,
        api_key=provider.key.get_secret_value() or "none",
        organization="",
        project="",
        http_client=http,
    )
    told = {**sdk.default_headers, **sdk.auth_headers}
    path = "responses" if provider.api == "responses" else "chat/completions"
    async with sdk:
        yield Connection(
            http,
            httpx2.URL(f"{provider.base_url.rstrip('/')}/{path}"),
            {name: value for name, value in told.items() if isinstance(value, str)},
            errors,
        )


async def send(connection: Connection, provider: Provider, call: Call, attempt_id: str) -> Sent:
    """Send a call once, under its attempt's id (`X-Client-Request-Id`).

    Raises:
        CallError: whatever went wrong, within the provider's `timeout_s` for all of it.
    """
    request = connection.http.build_request(
        "POST",
        connection.url,
        headers={**connection.headers, "X-Client-Request-Id": attempt_id},
        content=json.dumps(build_body(provider, call)).encode(),
    )
    started = time.monotonic()
    try:
        # the client's timeout is for each part that arrives; a slow stream would never end
        async with asyncio.timeout(provider.timeout_s):
            response = await connection.http.send(request)
    except TimeoutError:
        raise explain_timeout(provider) from None
    except connection.errors as error:
        # not chained: the client's own message may quote the key, and a traceback is logged
        raise explain_connection(provider, error) from None
    if not response.is_success:
        raise explain_status(provider, response.status_code, response.headers, response.text)
    taken_ms = round((time.monotonic() - started) * 1000)
    told = response.headers
    return Sent(response.text, taken_ms, read_request_id(told), read_rate_news(told))
