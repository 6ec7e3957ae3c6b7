"""Which machines the crawl may connect to: the guard against server-side request forgery.

The address a person typed decides the class of the crawl. Public stays public: every name is
resolved here, every resolved address is checked, and the connection goes to that very address, so
a second look-up cannot lead elsewhere. Where a person typed a loopback or private address, exactly
that host and port may be connected to and nothing else. Link-local, metadata, multicast and
reserved addresses are never connected to, typed or not.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum

from resources.errors import WebsiteError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]
_WEB_PORTS = (80, 443)
_METADATA = frozenset(("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")


class HostClass(Enum):
    """What kind of machine an IP address is."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    FORBIDDEN = "forbidden"


class ForbiddenAddressError(WebsiteError):
    """A link, redirect, robots.txt or sitemap leads where this crawl may not connect."""


class UnknownHostError(WebsiteError):
    """A host name does not resolve."""


def classify(text: str) -> HostClass:
    """Tell the class of an IP address, looking through IPv4 addresses wrapped in IPv6."""
    address = _unwrap(ipaddress.ip_address(text.split("%", 1)[0]))
    if str(address) in _METADATA or address.is_link_local or address.is_multicast:
        return HostClass.FORBIDDEN
    if address.is_loopback:
        return HostClass.LOOPBACK
    if address.is_unspecified or address.is_reserved:
        return HostClass.FORBIDDEN
    if address.is_global:
        return HostClass.PUBLIC
    return HostClass.PRIVATE if _is_internal(address) else HostClass.FORBIDDEN


class Guard:
    """Decides, for one crawl, which IP address a host and port may be connected to at."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        resolver: Resolver | None = None,
        pinned: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        """Make the guard of a crawl.

        Args:
            host: host of the address a person typed.
            port: its port.
            resolver: looks a name up; the system's resolver by default.
            pinned: hosts that this program serves itself: name → (IP address, port).
        """
        self._typed, self._resolve = (host, port), resolver or resolve
        self._pinned = dict(pinned or {})
        self.host_class: HostClass | None = None

    async def choose(self, host: str, port: int) -> list[tuple[str, int]]:
        """Find where a connection may go, best first.

        Raises:
            UnknownHostError: when the name does not resolve.
            ForbiddenAddressError: when it leads out of the crawl's class of hosts.
        """
        if host in self._pinned:
            return [self._pinned[host]]
        if self._pinned:
            raise ForbiddenAddressError(f"The bundled example has no host {host!r}.")
        found = await self._resolve(host, port)
        if self.host_class is None:
            await self._learn_class()
        self._check_origin(host, port)
        allowed = [ip for ip in found if classify(ip) is self.host_class]
        if not allowed or self.host_class is HostClass.FORBIDDEN:
            kinds = ", ".join(f"{ip} ({classify(ip).value})" for ip in found)
            raise ForbiddenAddressError(
                f"{host} is {kinds}; this crawl may only connect to "
                f"{self.host_class.value if self.host_class else 'public'} addresses."
            )
        return [(ip, port) for ip in allowed]

    async def _learn_class(self) -> None:
        kinds = [classify(ip) for ip in await self._resolve(*self._typed)]
        self.host_class = HostClass.PUBLIC if HostClass.PUBLIC in kinds else kinds[0]

    def _check_origin(self, host: str, port: int) -> None:
        typed_host, typed_port = self._typed
        if self.host_class is HostClass.PUBLIC:
            if port not in (*_WEB_PORTS, typed_port):
                raise ForbiddenAddressError(f"{host}:{port} is not a port of a public website.")
        elif (host, port) != self._typed:
            raise ForbiddenAddressError(
                f"{host}:{port} is not {typed_host}:{typed_port}, the only address this crawl may "
                "connect to, because it is not a public one."
            )


async def resolve(host: str, port: int) -> list[str]:
    """Look a host up with the system's resolver, off the event loop.

    Raises:
        UnknownHostError: when there is no such name.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
    except (socket.gaierror, UnicodeError) as error:
        raise UnknownHostError(f"the name {host!r} does not resolve ({error})") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _unwrap(address: Address) -> Address:
    """Take the IPv4 address out of a mapped, 6to4, Teredo or NAT64 one."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _is_internal(address: Address) -> bool:
    """Whether an address is one of those that companies give to their own machines."""
    if isinstance(address, ipaddress.IPv4Address):
        networks = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
        return address in _SHARED or any(address in ipaddress.ip_network(n) for n in networks)
    return address in ipaddress.ip_network("fc00::/7") or address in _SITE_LOCAL
