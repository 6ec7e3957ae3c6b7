"""Which addresses belong to a website: same registrable domain, by the bundled suffix list."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from resources.web import addresses

if TYPE_CHECKING:
    from tldextract import TLDExtract

_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|json|xml|rss|atom|txt|csv|pdf|docx?|"
    r"xlsx?|pptx?|od[tsp]|zip|gz|tgz|xz|bz2|zst|7z|rar|tar|dmg|exe|msi|deb|rpm|apk|jar|whl|iso|"
    r"mp[34]|m4[av]|webm|ogg|wav|avi|mov|woff2?|ttf|otf|eot|wasm|bin|c|h|diff|patch|asc|sig)$",
    re.I,
)
_WEB_PORTS = (80, 443)


class Site:
    """One website, known by the address a person typed.

    A public name stands for its registrable domain with all subdomains (`www.`, `docs.`) on the
    usual ports; an IP address or a name without a public suffix for exactly its host and port.
    """

    def __init__(self, start: str) -> None:
        self.start = start
        _, self.host, self.port = addresses.origin(start)
        self.domain = registrable_domain(self.host)

    def contains(self, address: str) -> bool:
        """Whether a cleaned address is part of this website."""
        _, host, port = addresses.origin(address)
        if self.domain is None:
            return (host, port) == (self.host, self.port)
        same_domain = registrable_domain(host) == self.domain
        return same_domain and (port in _WEB_PORTS or port == self.port)

    def may_be_page(self, address: str) -> bool:
        """Whether an address is of this website and does not end like a picture or download."""
        return self.contains(address) and not _NOT_PAGES.search(urlsplit(address).path)


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str | None:
    """`shop.example.co.uk` → `example.co.uk`; None for IP addresses and bare names.

    Private suffixes count: `acme.github.io` is a website of its own.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if "." not in host:
            return None
        known = _suffixes()(host).top_domain_under_public_suffix
        return known or ".".join(host.rsplit(".", 2)[-2:])  # a suffix the list does not have
    return None


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """The suffix list bundled with tldextract; never fetched, never cached on disk."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
