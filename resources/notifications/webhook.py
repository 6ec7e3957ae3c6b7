"""One HTTP POST of a notice's JSON. The address may hold a token: it is told to nobody.

    POST {address}
    Content-Type: application/json
    Idempotency-Key: {id of the notice}     the same for every try, so that a receiver can tell

Taken is what answers 2xx; 408, 425, 429 and 5xx count as not taken and are tried again, and a
receiver that took it all the same tells it by the key. Nothing follows a redirect, for the token
would travel along. Where the answer is lost after sending, the notice may have been taken; it is
not sent again.

The name is resolved once, and what is connected to is one of those very addresses: of a public name
the public ones alone, by TLS. A machine of one's own is an IP address, a name that nobody can
register, or one in `ONEVICE_PRIVATE_HOSTS`; metadata services are never reached.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from resources.errors import (
    ConfigurationError,
    DeliveryBusyError,
    DeliveryError,
    DeliveryRefusedError,
    DeliveryUnknownError,
)
from resources.resilience.host_class import HostClass, classify, may_be_inside
from resources.resilience.tls import PRIVATE_HOSTS

if TYPE_CHECKING:
    import httpx

    from resources.notifications.notice import Notice

_TRANSIENT = frozenset({408, 425, 429})
_is_sending: ContextVar[bool] = ContextVar("onevice_webhook_is_sending", default=False)


def check_address(url: str) -> None:
    """Make sure that a webhook's address can be used.

    Raises:
        ConfigurationError: when it cannot; the address is not repeated, it may hold a token.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or " " in url:
        raise ConfigurationError(
            "ONEVICE_WEBHOOK_URL is not the address of a webhook: write https://host/path (or "
            "http:// within your own network), or take `webhook` out of ONEVICE_NOTIFY."
        )


def post(url: str, notice: Notice, *, timeout_s: float) -> None:
    """Send a notice once.

    Args:
        url: address of the webhook.
        notice: what is sent.
        timeout_s: longest wait for a connection, and for each part of the answer, seconds.

    Raises:
        ConfigurationError: when the address cannot be used.
        DeliveryRefusedError: when the receiver refuses it for good.
        DeliveryBusyError: when it was not taken, and may be later.
        DeliveryUnknownError: when nobody knows whether it was taken.
    """
    import httpx

    check_address(url)
    try:
        target = httpx.URL(url)
        found = _resolve(target.host, target.port or 443, target.scheme)
        with _unlogged(), httpx.Client(timeout=timeout_s, follow_redirects=False) as client:
            status = _ask(client, target, found, notice)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        # not chained: the library's errors carry the address
        raise _explain(url, error) from None
    _check_status(url, status)


def _ask(client: httpx.Client, target: httpx.URL, addresses: list[str], notice: Notice) -> int:
    """The status of the first address that can be connected to.

    Certificate and virtual host are those of the name, not of the address.
    """
    import httpx

    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": notice.id,
        "Host": target.netloc.decode("ascii"),
    }
    named = {"sni_hostname": target.raw_host.decode("ascii")}
    body = notice.as_json()
    for number, address in enumerate(addresses, 1):
        at = target.copy_with(host=address)
        try:
            with client.stream(
                "POST", at, content=body, headers=headers, extensions=named
            ) as response:
                return response.status_code
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if number == len(addresses):
                raise
    raise AssertionError("there is an address at least")


def _resolve(host: str, port: int, scheme: str) -> list[str]:
    """The addresses that a host may be connected to, best first; at least one.

    Raises:
        DeliveryRefusedError: it leads where a notice may not go.
        DeliveryBusyError: nobody knows the name just now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise DeliveryBusyError(
            f"No connection to the webhook at {host}: its name does not resolve "
            f"({type(error).__name__}); nothing was sent."
        ) from None
    inside = (HostClass.LOOPBACK, HostClass.PRIVATE) if may_be_inside(host) else ()
    addresses = [str(one[4][0]) for one in found]
    allowed = [ip for ip in addresses if classify(ip) in (HostClass.PUBLIC, *inside)]
    if not allowed:
        kinds = ", ".join(sorted({classify(ip).value for ip in addresses}))
        raise DeliveryRefusedError(
            f"Nothing was sent to the webhook at {host}: it leads to a {kinds} address. If it is a "
            f"machine of yours, name it in {PRIVATE_HOSTS}."
        )
    if scheme == "http" and classify(allowed[0]) is HostClass.PUBLIC:
        raise DeliveryRefusedError(
            f"Nothing was sent to the webhook at {host}: without encryption its token would cross "
            "the network in clear. Write https:// in ONEVICE_WEBHOOK_URL."
        )
    return list(dict.fromkeys(allowed))


def _check_status(url: str, status: int) -> None:
    where = f"The webhook at {urlsplit(url).hostname} answered {status}"
    if 200 <= status < 300:
        return
    if status in _TRANSIENT or status >= 500:
        raise DeliveryBusyError(f"{where}: the notice was not taken; it is tried again.")
    if 300 <= status < 400:
        raise DeliveryRefusedError(
            f"{where}, a redirect, which is not followed: set ONEVICE_WEBHOOK_URL to the address "
            "it leads to."
        )
    raise DeliveryRefusedError(
        f"{where}: it refused the notice. See whether ONEVICE_WEBHOOK_URL is complete and still "
        "valid."
    )


def _explain(url: str, error: httpx.HTTPError | httpx.InvalidURL | OSError) -> DeliveryError:
    import httpx

    where = f"the webhook at {urlsplit(url).hostname}"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return DeliveryRefusedError(
            f"The certificate of {where} cannot be trusted. Have its certificate renewed, or name "
            "your own authority's file in SSL_CERT_FILE."
        )
    kind = type(error).__name__
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return DeliveryRefusedError(f"Nothing was sent to {where}: {kind}; check its address.")
    if isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError
    ):
        return DeliveryBusyError(f"No connection to {where} ({kind}); nothing was sent.")
    return DeliveryUnknownError(
        f"The answer of {where} was lost ({kind}): it may have taken the notice, which is "
        "therefore not sent again."
    )


class _AddressFilter(logging.Filter):
    """Drops httpx's line about a request, which holds the whole address."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002
        return not _is_sending.get()


_filter = _AddressFilter()


@contextmanager
def _unlogged() -> Iterator[None]:
    logging.getLogger("httpx").addFilter(_filter)  # adding it again changes nothing
    token = _is_sending.set(True)
    try:
        yield
    finally:
        _is_sending.reset(token)
