"""What a person types as a website: turned into an address and the domain that names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from resources.errors import InputError

_MAX_DOMAIN = 255
_MAX_URL = 2048
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """Where a website starts (none for imports) and the domain that is its name."""

    url: str | None
    domain: str


def read_address(url: str | None, domain: str | None, name: str | None) -> Address:
    """Make the address of a website of what is known of it.

    `www.` is not part of a domain; a port is, for IP addresses and localhost, where it tells two
    websites apart. Without address and domain the name stands in, as `lower-case-words`.

    Raises:
        InputError: when nothing usable is given.
    """
    if url is None:
        return Address(None, _read_domain(domain or name or ""))
    url = _complete(url.strip())
    found = _domain_of(_split(url))
    return Address(url, _read_domain(domain) if domain else found)


def _complete(url: str) -> str:
    """Add what people leave out: the scheme."""
    if _SCHEME.match(url):
        return url
    host = re.split(r"[/:?#]", url, maxsplit=1)[0].lower()
    plain = _is_loopback_name(host) or _is_ip(host) or url.startswith("[")
    return f"{'http' if plain else 'https'}://{url}"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(url) > _MAX_URL or re.search(r"\s", url):
        raise InputError(
            f"{_without_user(url)[:200]!r} is not the address of a website: write http://… or "
            f"https://… with a host, at most {_MAX_URL} characters and no spaces."
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"The address of {parts.hostname} carries a user name or password: these would be "
            "stored and shown. Give it without."
        )
    return parts


def _without_user(url: str) -> str:
    return re.sub(r"//[^/]*@", "//…@", url)


def _domain_of(parts: SplitResult) -> str:
    host = ascii_host(parts.hostname or "").rstrip(".")
    if _is_ip(host) or _is_loopback_name(host):
        shown = f"[{host}]" if ":" in host else host
        keep = parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]
        return f"{shown}:{parts.port}" if keep else shown
    return host.removeprefix("www.")


def ascii_host(host: str) -> str:
    """The host as DNS knows it, so that both spellings of an accented name are one.

    Raises:
        InputError: when it is no host name.
    """
    try:
        name = host if _is_ip(host) else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if len(name) > _MAX_DOMAIN or not (_is_ip(name) or _HOST.fullmatch(name)):
        raise InputError(f"{host[:200]!r} is not a host name: check its spelling.")
    return name


def _is_loopback_name(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _read_domain(text: str) -> str:
    """A domain, or a name turned into something that can stand for one."""
    if _SCHEME.match(text.strip()):
        return _domain_of(_split(text.strip()))
    domain = re.sub(r"[^\w.:\[\]-]+", "-", text.casefold()).strip("-.")
    domain = re.sub(r"\.{2,}", ".", domain).removeprefix("www.")
    if not re.search(r"\w", domain) or len(domain) > _MAX_DOMAIN:
        raise InputError(
            f"{text[:100]!r} cannot name a website: give an address (https://example.com), a "
            f"domain, or a name with letters or digits, at most {_MAX_DOMAIN} characters."
        )
    return domain
