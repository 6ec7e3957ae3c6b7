"""What kind of machine an IP address is, and which names may stand for machines of one's own.

Whoever connects to an address that a person, a page or a setting named asks here first: the crawl
(`resources/web/guard.py`) and webhooks (`resources/notifications/webhook.py`).
"""

from __future__ import annotations

import ipaddress
from enum import Enum
from typing import Final

from resources.resilience.tls import is_trusted_host

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_METADATA: Final = frozenset(("100.100.100.200", "168.63.129.16", "fd00:ec2::254"))
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_INTERNAL: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("fc00::/7", "fec0::/10"),
    )
)
# special by IANA's registries, though older Pythons call some of them global
_SPECIAL: Final = tuple(
    ipaddress.ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")
)
# names that nobody can register: RFC 6761, 6762, 8375 and ICANN's reservation of `internal`
_NEVER_PUBLIC: Final = (".localhost", ".local", ".internal", ".home.arpa", ".test")


class HostClass(Enum):
    """What kind of machine an IP address is."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    FORBIDDEN = "forbidden"


def classify(text: str) -> HostClass:
    """Tell the class of an IP address, looking through IPv4 addresses wrapped in IPv6.

    Args:
        text: an address as a resolver gives it, with or without a zone (`%eth0`).

    Raises:
        ValueError: it is no IP address.
    """
    address = _unwrap(ipaddress.ip_address(text.split("%", 1)[0]))
    if str(address) in _METADATA or address.is_link_local or address.is_multicast:
        return HostClass.FORBIDDEN
    if address.is_loopback:
        return HostClass.LOOPBACK
    is_special = any(address in network for network in _SPECIAL)
    if address.is_unspecified or address.is_reserved or is_special:
        return HostClass.FORBIDDEN
    if address.is_global:
        return HostClass.PUBLIC
    is_internal = any(address in network for network in _INTERNAL)
    return HostClass.PRIVATE if is_internal else HostClass.FORBIDDEN


def may_be_inside(host: str) -> bool:
    """Whether a typed host may mean a loopback or private machine at all.

    So does an IP address, a name that nobody can register (`nas.local`, `intranet`), and what
    `ONEVICE_PRIVATE_HOSTS` names. A public name may not, for its owner decides where it leads; a
    number in disguise (`2130706433`, `0x7f.1`) may not either.
    """
    name = host.strip("[]").lower().rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        is_number = name.rpartition(".")[2][:1].isdigit()
        is_own = "." not in name or name.endswith(_NEVER_PUBLIC)
        return is_trusted_host(name) or (is_own and not is_number)
    return True


def _unwrap(address: Address) -> Address:
    """Take the IPv4 address out of a mapped, 6to4, Teredo or NAT64 one."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
