"""Which page an address names, in one spelling, so that two answers that cite it are seen to.

An address is normalised as crawled pages are (`resources/web/addresses.py`: lower-case scheme and
host, no user name, default port, fragment, tracking or session parameter, trailing slash), so a
cited page of one's own is found among `scraped_pages`. A redirect is taken off where the page it
leads to stands in the address: `google.com/url?q=`, `google.com/amp/s/`, the AMP cache. One that
hides its target (Gemini's `vertexaisearch…/grounding-api-redirect/…`) stays as it is, under its
full host: it is nobody's page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from resources.resilience.host_class import HostClass, classify
from resources.web.addresses import MAX_LENGTH, clean, normalize, origin
from resources.web.site import registrable_domain

_LONGEST_GIVEN = 10_000  # a fragment that quotes the page may be long, the page's address may not
_MOST_ROUNDS = 100
_OPAQUE = ("vertexaisearch.cloud.google.com",)
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_-]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")
_PRIVATE_NAME = re.compile(
    r"[a-z0-9_][a-z0-9_-]*|.+\.(?:local|localhost|internal|intranet|lan|corp|home|home\.arpa)"
)
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_AMP_CACHE = re.compile(r"(?:[a-z0-9-]+\.)?cdn\.ampproject\.org")
_AMP_PATH = re.compile(r"/(?:c|v|wp)/(s/)?([^/]+\..+)")
_GOOGLE_AMP_PATH = re.compile(r"/amp/(s/)?([^/]+\..+)")


class Unusable(StrEnum):
    """Why an address names no page."""

    TOO_LONG = "too_long"
    NO_WEB_ADDRESS = "no_web_address"
    PRIVATE_ADDRESS = "private_address"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that an address names.

    Attributes:
        given: the address as given; cleaned where it holds a user name, a character nobody types
            or more than 2,048 characters.
        address: the page's one spelling, at most 2,048 characters.
        host: its host, in ASCII.
        domain: registrable domain, as `example.co.uk`; the host itself for IP addresses and for
            redirects that hide their target.
    """

    given: str
    address: str
    host: str
    domain: str


@lru_cache(maxsize=65_536)
def name_page(given: str) -> Page | Unusable:
    """Name the page of an address.

    Args:
        given: as a provider, a file or an answer writes it; may be hostile.

    Returns:
        The page, or why there is none. The page of a page's `address` is that page again.
    """
    if len(given) > _LONGEST_GIVEN:
        return Unusable.TOO_LONG
    text = given.strip().replace("&amp;", "&")
    if text[:4].lower() == "www.":
        text = f"https://{text}"
    if "\\" in text.split("?", 1)[0]:  # browsers read it as a slash, parsers do not
        return Unusable.NO_WEB_ADDRESS
    address = _settle(text)
    if address is None:
        return Unusable.TOO_LONG if len(text) > MAX_LENGTH else Unusable.NO_WEB_ADDRESS
    _, host, _ = origin(address)
    flaw = _find_flaw(host)
    return flaw or Page(_show(given, text, address), address, host, _domain(host))


def _settle(text: str) -> str | None:
    """Clean, normalise and unwrap until nothing changes: decoding may uncover what to drop."""
    before, address = "", text
    for _ in range(_MOST_ROUNDS):
        cleaned = clean(address)
        if cleaned is None:
            return None
        before, address = address, _unwrap(normalize(cleaned))
        if address == before:
            return address
    return None


def _unwrap(address: str) -> str:
    """The address a redirect names as its target; any other address itself."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if _GOOGLE.fullmatch(host) and parts.path == "/url":
        query = parse_qs(parts.query)
        targets = [*query.get("q", []), *query.get("url", [])]
        return next((one for one in targets if "://" in one), address)
    target = None
    if _GOOGLE.fullmatch(host):
        target = _GOOGLE_AMP_PATH.fullmatch(parts.path)
    elif _AMP_CACHE.fullmatch(host):
        target = _AMP_PATH.fullmatch(parts.path)
    if target is None:
        return address
    after = f"?{parts.query}" if parts.query else ""
    return f"{'https' if target[1] else 'http'}://{target[2]}{after}"


def _find_flaw(host: str) -> Unusable | None:
    try:
        ip_address(host)
    except ValueError:
        if _PRIVATE_NAME.fullmatch(host):
            return Unusable.PRIVATE_ADDRESS
        return None if _NAME.fullmatch(host) else Unusable.NO_WEB_ADDRESS
    return None if classify(host) is HostClass.PUBLIC else Unusable.PRIVATE_ADDRESS


def _domain(host: str) -> str:
    return host if host in _OPAQUE else registrable_domain(host) or host


def _show(given: str, text: str, address: str) -> str:
    has_user = "@" in urlsplit(text).netloc
    is_plain = given.isprintable() and len(given) <= MAX_LENGTH and not has_user
    return given if is_plain else address
