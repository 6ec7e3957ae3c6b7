"""Which addresses must be encrypted and verified: all but loopback and hosts the person trusts.

    require_tls(url, "ELASTICSEARCH_URL")      for an address that begins with http:// or https://
    is_trusted_host(host)                      for the other schemes
    trusted_authorities()                      the context that an HTTP client of httpx2 verifies by

Nothing here or in a client switches the verification of a certificate off. An authority of one's
own is named where the driver takes it: `?sslrootcert=` (PostgreSQL), `?ssl_ca_certs=` (Redis),
the variable SSL_CERT_FILE (all others).
"""

from __future__ import annotations

import os
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from ssl import SSLContext

PRIVATE_HOSTS = "ONEVICE_PRIVATE_HOSTS"


def is_trusted_host(host: str) -> bool:
    """Whether a host may be spoken to unencrypted: this machine, or named in the variable.

    `ONEVICE_PRIVATE_HOSTS=postgres,neo4j` names hosts on a network that nobody else is on, such
    as that of docker-compose.yml.
    """
    name = host.strip("[]").lower().rstrip(".")
    named = {one.strip().lower() for one in os.environ.get(PRIVATE_HOSTS, "").split(",")}
    return _is_loopback(name) or name in named - {""}


def require_tls(url: str, name: str) -> None:
    """Refuse an address that begins with http:// beyond this machine, or is none.

    Args:
        url: may hold a secret, so no message repeats it whole.
        name: of the variable it comes from, for the message.

    Raises:
        ConfigurationError: naming the variable, the host and what to do.
    """
    try:
        parts = urlsplit(url)
        host, usable = parts.hostname or "", parts.port != 0
    except ValueError:
        host, usable = "", False
    if not usable or not host or parts.scheme not in ("http", "https"):
        raise ConfigurationError(
            f"{name} is not an address: write https://host or https://host:port."
        )
    if parts.scheme == "http" and not is_trusted_host(host):
        raise unencrypted(name, host, "https://")


def unencrypted(name: str, host: str, scheme: str) -> ConfigurationError:
    """The error for an address without TLS beyond this machine."""
    return ConfigurationError(
        f"{name} leads to {host}: without encryption passwords and rows would cross the network "
        f"in clear, so nothing was sent. Write {scheme}, or list the host in {PRIVATE_HOSTS} if "
        "nobody else is on that network."
    )


def trusted_authorities() -> SSLContext:
    """What `httpx2` verifies certificates by, read once in a process: that takes some 50 ms.

    It follows SSL_CERT_FILE and SSL_CERT_DIR as the client itself does.
    """
    return _read_authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _read_authorities(_file: str | None, _folder: str | None) -> SSLContext:
    import httpx2

    return httpx2.create_ssl_context()


def is_unverified(error: BaseException) -> bool:
    """Whether an HTTP client's error says that no authority known here vouches for the server."""
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
