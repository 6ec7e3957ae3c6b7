"""robots.txt (RFC 9309) and the sitemaps it names (sitemaps.org)."""

from __future__ import annotations

import asyncio
import re
import zlib
from dataclasses import dataclass

from protego import Protego

from resources.errors import WebsiteError
from resources.web import addresses
from resources.web.answers import Answer, PageError
from resources.web.client import USER_AGENT, PageClient
from resources.web.guard import ForbiddenAddressError, UnknownHostError

_MAX_BYTES = 500 * 1024  # RFC 9309, section 2.5
_MAX_DELAY_S = 10.0
_MAX_WAIT_S = 30.0
_MAX_SITEMAPS = 20
_MAX_SITEMAP_BYTES = 10_000_000
_SERVER_ERROR = 500
_OK = range(200, 300)
# possessive, for the text is a stranger's: blanks after a `<loc>` must not be tried in every way
_LOC = re.compile(r"<(?:\w{1,32}:)?loc>\s*+(?:<!\[CDATA\[)?+([^<\]]++)(?=[<\]])", re.I)
_FORBID_ALL = "User-agent: *\nDisallow: /"


@dataclass(frozen=True)
class Rules:
    """The rules of one origin; where they could not be read, `problem` says why nothing goes."""

    parsed: Protego
    problem: WebsiteError | None = None

    def allow(self, address: str) -> bool:
        """Whether the rules let our robot fetch the address."""
        return bool(self.parsed.can_fetch(address, USER_AGENT))


class Robots:
    """Fetches each origin's robots.txt once; slows the client down to its `Crawl-delay`."""

    def __init__(self, client: PageClient, retries: int) -> None:
        self._client, self._retries = client, retries
        self._tasks: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, address: str) -> Rules:
        """The rules that hold for an address."""
        scheme, host, port = addresses.origin(address)
        key = f"{scheme}://{host}:{port}"
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._fetch(address))
        return await self._tasks[key]

    async def _fetch(self, address: str) -> Rules:
        """Fetch the rules, patiently: without them nothing of the host may be had."""
        for attempt in range(1, self._retries + 2):
            rules, is_transient = await self._try(address)
            if not is_transient or attempt > self._retries:
                break
            wait = self._client.back_off_s(rules.problem or PageError(""), attempt)
            await asyncio.sleep(min(wait, _MAX_WAIT_S))
        delay = rules.parsed.crawl_delay(USER_AGENT)
        if delay:
            host = addresses.origin(address)[1]
            self._client.pacer.slow_down(host, min(float(delay), _MAX_DELAY_S))
        return rules

    async def _try(self, address: str) -> tuple[Rules, bool]:
        """Ask once; gives the rules, and whether asking again may help."""
        url = str(addresses.clean("/robots.txt", address))
        try:
            answer = await self._client.get(url, wants=_wants_any, may_follow=_follow_any)
        except WebsiteError as error:
            is_transient = isinstance(error, PageError) and error.is_transient
            return Rules(Protego.parse(_FORBID_ALL), _explain(error)), is_transient
        return _rules(answer), answer.status >= _SERVER_ERROR


def _explain(error: WebsiteError) -> WebsiteError:
    """Say that it was robots.txt that failed, unless nothing of the host can be reached."""
    if isinstance(error, ForbiddenAddressError | UnknownHostError):
        return error
    return PageError(f"its robots.txt could not be read: {error}")


def _rules(answer: Answer) -> Rules:
    """RFC 9309: an unavailable file (4xx) allows all, an unreachable one (5xx) nothing."""
    if answer.status >= _SERVER_ERROR:
        reason = f"its robots.txt answers {answer.status}, so nothing may be fetched (RFC 9309)"
        return Rules(Protego.parse(_FORBID_ALL), PageError(reason))
    if answer.status not in _OK:
        return Rules(Protego.parse(""))
    text = answer.body[:_MAX_BYTES].decode("utf-8-sig", "replace")
    return Rules(Protego.parse(text))


async def list_sitemap(client: PageClient, start: str, rules: Rules, limit: int) -> list[str]:
    """Addresses in the website's sitemaps: those robots.txt names, else /sitemap.xml.

    Args:
        client: fetches them.
        start: the start address.
        rules: robots.txt of the start address.
        limit: stop at this many addresses.

    Returns:
        Cleaned addresses, not yet checked to be of the website. A broken sitemap gives none.
    """
    waiting = [addresses.clean(link, start) for link in rules.parsed.sitemaps]
    waiting = waiting or [addresses.clean("/sitemap.xml", start)]
    found: dict[str, None] = {}
    seen: set[str] = set()
    while waiting and len(seen) < _MAX_SITEMAPS and len(found) < limit:
        url = waiting.pop(0)
        if url is None or url in seen:
            continue
        seen.add(url)
        text = await _read_sitemap(client, url)
        links = [addresses.clean(_unescape(link.strip()), url) for link in _LOC.findall(text)]
        if "<sitemapindex" in text[:2000]:
            waiting += links
        else:
            found.update(dict.fromkeys(link for link in links if link))
    return list(found)[:limit]


async def _read_sitemap(client: PageClient, url: str) -> str:
    try:
        answer = await client.get(url, wants=_wants_any)
    except WebsiteError:
        return ""
    if answer.status not in _OK:
        return ""
    body = answer.body
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _MAX_SITEMAP_BYTES)
        except zlib.error:
            return ""
    return body.decode("utf-8-sig", "replace")


def _unescape(link: str) -> str:
    return link.replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", '"')


def _wants_any(_: dict[str, str]) -> bool:
    return True


def _follow_any(_: str) -> bool:
    """Robots files may redirect to other hosts; the guard still holds."""
    return True
