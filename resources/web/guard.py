"""Which machines the crawl may connect to: the guard against server-side request forgery.

The address a person typed decides the class of the crawl. Public stays public: every name is
resolved here, every resolved address is checked, and the connection goes to that very address, so
a second look-up cannot lead elsewhere. Where a person typed a loopback or private address, or a
name that cannot be a public one, exactly that host and port may be connected to and nothing else. A
public name stays public for ever: whoever owns it may point it at our machines on any later day.
Link-local, metadata, multicast and reserved addresses are never connected to, typed or not.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping

from resources.errors import WebsiteError
from resources.resilience.host_class import HostClass, classify, may_be_inside
from resources.resilience.tls import PRIVATE_HOSTS

Resolver = Callable[[str, int], Awaitable[list[str]]]
_WEB_PORTS = (80, 443)


class ForbiddenAddressError(WebsiteError):
    """A link, redirect, robots.txt or sitemap leads where this crawl may not connect."""


class UnknownHostError(WebsiteError):
    """A host name does not resolve."""


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
            raise self._refusal(host, found)
        return [(ip, port) for ip in allowed]

    async def _learn_class(self) -> None:
        kinds = [classify(ip) for ip in await self._resolve(*self._typed)]
        is_public = HostClass.PUBLIC in kinds or not may_be_inside(self._typed[0])
        self.host_class = HostClass.PUBLIC if is_public else kinds[0]

    def _refusal(self, host: str, found: list[str]) -> ForbiddenAddressError:
        kinds = ", ".join(f"{ip} ({classify(ip).value})" for ip in found)
        allowed = self.host_class.value if self.host_class else "public"
        then = f" If {host} is a machine of yours, name it in {PRIVATE_HOSTS}."
        return ForbiddenAddressError(
            f"{host} is {kinds}; this crawl may only connect to {allowed} addresses."
            + (then if host == self._typed[0] and not may_be_inside(host) else "")
        )

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
