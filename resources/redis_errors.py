"""What a Redis error means to a person: which work, which address, what to do; never a secret."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.resilience.tls import is_trusted_host, unencrypted

_SCHEMES = ("redis", "rediss", "unix")


def check_address(url: str, name: str = "REDIS_URL") -> None:
    """Refuse an address that cannot be meant, or that would not verify who answers.

    Args:
        url: the address.
        name: the variable that holds it.

    Raises:
        ConfigurationError: the text may hold a password, so it is not repeated.
    """
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")
        usable = parts.scheme in _SCHEMES and parts.port != 0
        usable &= bool(parts.path if parts.scheme == "unix" else parts.hostname)
        usable &= parts.scheme == "unix" or parts.path.strip("/").isdecimal() or not parts.path[1:]
        options = parse_qsl(parts.query)
    except ValueError:
        usable, options = False, []
    if not usable:
        raise bad_address(name)
    if parts.scheme == "redis" and not is_trusted_host(parts.hostname or ""):
        raise unencrypted(name, parts.hostname or "", "rediss://")
    trusting = [
        name
        for name, value in options
        if (name == "ssl_cert_reqs" and value != "required")
        or (name == "ssl_check_hostname" and value.lower() not in ("true", "1", "yes"))
    ]
    if trusting:
        raise ConfigurationError(
            f"{name} switches the verification of the server's certificate off "
            f"({', '.join(trusting)}): leave that out, and name the authority that signed it by "
            "?ssl_ca_certs=/path/to/ca.pem if it is your own."
        )


def bad_address(name: str = "REDIS_URL") -> ConfigurationError:
    """The error for an address that is none."""
    return ConfigurationError(
        f"{name} is not an address: write rediss://user:password@host:6379/0 (redis:// on this "
        "machine; %-escapes in the password), or unset it to use the embedded Redis."
    )


def describe(url: str) -> str:
    """An address without its secret: `Redis at host:6379` or `Redis at /path/to/socket`."""
    try:
        parts = urlsplit(url)
        port = parts.port or 6379
    except ValueError:
        return "REDIS_URL"  # no address: using it says so
    if parts.scheme not in _SCHEMES:
        return "REDIS_URL"  # `host:6379` has its host taken for the scheme
    if parts.scheme == "unix":
        return f"Redis at {unquote(parts.path)}"
    return f"Redis at {parts.hostname}:{port}"


def explain(error: Exception, what: str, address: str) -> StoreError | ConfigurationError:
    """Make the driver's error one of ours.

    Args:
        error: what the driver raised.
        what: the work that was asked for, as in `reading a session`.
        address: as `describe` writes it.
    """
    from redis import exceptions

    # an old server repeats the arguments of what it does not know, the login's among them
    said = str(error).partition(", with args")[0].partition("\n")[0][:300]
    tried = f"{what[:1].upper()}{what[1:]} failed: {address}"
    if isinstance(error, exceptions.AuthenticationError | exceptions.NoPermissionError):
        return ConfigurationError(
            f"{tried} refused the login ({said}). Nothing was done. Check user and password in "
            "REDIS_URL, or unset it to use the embedded Redis."
        )
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return StoreError(
            f"{tried} shows a certificate that no authority known here vouches for ({said}). "
            "Nothing was sent. Name the one that signed it by ?ssl_ca_certs=/path/to/ca.pem."
        )
    if said.startswith("No connection available"):
        return StoreError(
            f"{tried} has every connection of this process in use ({said}). Nothing was done. "
            "Give the resource a larger `pool_size`."
        )
    if isinstance(error, exceptions.ReadOnlyError):
        return StoreError(
            f"{tried} takes no writes ({said}). Nothing was done. REDIS_URL must name the "
            "primary, not a replica of it."
        )
    if isinstance(error, exceptions.ConnectionError | exceptions.TimeoutError):
        return StoreDownError(
            f"{tried} did not answer ({said}). What was sent may or may not have been done. Start "
            "it and check REDIS_URL, or unset REDIS_URL to use the embedded Redis (`onevice "
            "status` shows it)."
        )
    return StoreError(
        f"{tried} refused it ({type(error).__name__}: {said}). Nothing was done. {_advise(said)}"
    )


def _advise(said: str) -> str:
    if "maxmemory" in said:
        return (
            "Its memory is full: raise `maxmemory`, or let it forget what has an end "
            "(`maxmemory-policy volatile-lru`)."
        )
    if said.startswith("MISCONF") or "No space left" in said:
        return "It cannot keep what it is given: its disk is full or not writable; its log says."
    return "It must be Redis 6.2 or newer; its own log says more."
