"""One page from the network, as a crawlee HTTP client.

Redirects are followed by hand, so that each hop is checked; the type is looked at before the
body; body and time are limited; a host is asked at its pace.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore
from crawlee._types import HttpHeaders
from crawlee.http_clients import HttpClient, HttpCrawlingResult, HttpResponse

from resources.errors import WebsiteError
from resources.observing.traces import note, span
from resources.web import addresses
from resources.web.answers import Answer, PageError, may_be_html, read_body
from resources.web.guard import Guard
from resources.web.pacing import Pace, Pacer
from resources.web.transport import open_pool

if TYPE_CHECKING:
    from crawlee import Request

USER_AGENT = "OneViceBot/0.1 (brand monitor; obeys robots.txt)"
_MAX_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"


@dataclass(frozen=True)
class Limits:
    """What one page may take: seconds with all redirects, and bytes after decompression."""

    timeout_s: float
    body_bytes: int


class PageResponse:
    """An `Answer` in the form crawlee passes around."""

    http_version = "HTTP/1.1"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.status_code = answer.status
        self.headers = HttpHeaders(answer.headers)

    async def read(self) -> bytes:
        """The whole body."""
        return self.answer.body


class PageClient(HttpClient):
    """Fetches pages of one website behind a guard."""

    def __init__(
        self, guard: Guard, pace: Pace, limits: Limits, may_follow: Callable[[str], bool]
    ) -> None:
        super().__init__(persist_cookies_per_session=False)
        self.pacer, self._pace = Pacer(pace), pace
        self._limits, self._may_follow = limits, may_follow
        self._pool = open_pool(guard, connections=max(8, pace.at_once * 2))

    async def get(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        *,
        wants: Callable[[dict[str, str]], bool] = may_be_html,
        may_follow: Callable[[str], bool] | None = None,
    ) -> Answer:
        """Fetch an address with its redirects.

        Args:
            url: a cleaned address.
            headers: further request headers, such as validators.
            wants: looks at the answer's headers; where it says no, the body is not read.
            may_follow: whether a redirect may be followed; by default only within the website.

        Raises:
            PageError: when there is no usable answer, with the reason.
            UnknownHostError, ForbiddenAddressError: by the guard.
        """
        allowed = may_follow or self._may_follow
        seen: list[str] = []
        status = None
        while url not in seen and len(seen) < _MAX_REDIRECTS:
            first = not seen  # validators are those of the first address only
            seen.append(url)
            async with self.pacer.turn(addresses.origin(url)[1]):
                answer = await self._ask(url, (headers or {}) if first else {}, wants)
            status = answer.status
            target = _redirect_target(answer)
            if target is None:
                return answer
            if not allowed(target):
                raise PageError(f"redirects to {target}, outside the website", status=answer.status)
            url = target
        raise PageError(f"redirects in a circle ({' → '.join([*seen, url][-4:])})", status=status)

    async def _ask(
        self, url: str, headers: dict[str, str], wants: Callable[[dict[str, str]], bool]
    ) -> Answer:
        """Send one request; network failures become page errors."""
        try:
            # its host alone: a path may hold what is nobody's business
            with span("crawl.fetch", {"server.address": addresses.origin(url)[1]}):
                async with asyncio.timeout(self._limits.timeout_s):
                    answer = await self._exchange(url, headers, wants)
                note({"http.response.status_code": answer.status})
                return answer
        except (TimeoutError, httpcore.TimeoutException) as error:
            reason = f"no complete answer within {self._limits.timeout_s:g} s"
            raise PageError(reason, transient=True) from error
        except httpcore.ConnectError as error:
            reason = _tell_connect_error(error)
            raise PageError(reason, transient="certificate" not in reason) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise PageError(f"the connection broke ({error})", transient=True) from error

    async def _exchange(
        self, url: str, headers: dict[str, str], wants: Callable[[dict[str, str]], bool]
    ) -> Answer:
        sent = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip", **headers}
        sent["Host"] = url.split("/", 3)[2]
        async with self._pool.stream("GET", url, headers=list(sent.items())) as response:
            got = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
            body = b""
            if response.status not in (*_REDIRECTS, 304) and wants(got):
                encoding = got.get("content-encoding", "")
                chunks = response.aiter_stream()
                body = await read_body(chunks, encoding, self._limits.body_bytes)
            return Answer(url, response.status, got, body)

    def back_off_s(self, error: Exception, attempt: int) -> float:
        """Seconds to leave a host alone after a transient failure, doubling with each attempt."""
        asked = error.retry_after_s if isinstance(error, PageError) else None
        return asked if asked is not None else self._pace.back_off_s * 2 ** (attempt - 1)

    async def crawl(self, request: Request, **_: Any) -> HttpCrawlingResult:
        """Fetch the page of a crawlee request, with its own headers (validators)."""
        try:
            answer = await self.get(request.url, dict(request.headers))
        except WebsiteError as error:
            request.no_retry = not (isinstance(error, PageError) and error.is_transient)
            raise
        request.loaded_url = answer.url
        return HttpCrawlingResult(http_response=PageResponse(answer))  # type: ignore[arg-type]

    async def send_request(self, url: str, **_: Any) -> HttpResponse:
        """Fetch an address outside the crawl."""
        return PageResponse(await self.get(url))  # type: ignore[return-value]

    def stream(self, url: str, **_: Any) -> AbstractAsyncContextManager[HttpResponse]:
        """Not offered: bodies are limited and read whole."""
        raise NotImplementedError(f"{url}: pages are read whole, up to the size limit")

    async def cleanup(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _redirect_target(answer: Answer) -> str | None:
    """Where an answer redirects to; None if it does not."""
    if answer.status not in _REDIRECTS or "location" not in answer.headers:
        return None
    location = answer.headers["location"].encode("latin-1").decode("utf-8", "replace")
    target = addresses.clean(location, answer.url)
    if target is None:
        raise PageError(f"redirects to {location[:200]!r}, no web address", status=answer.status)
    return target


def _tell_connect_error(error: httpcore.ConnectError) -> str:
    cause = error.__cause__ or error.__context__ or error
    if isinstance(cause, ssl.SSLError) or "certificate" in str(error).lower():
        return f"its TLS certificate cannot be trusted ({cause})"
    return f"the connection was refused or failed ({cause})"
