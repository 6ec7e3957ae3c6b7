"""What a graph's error means to a person: which statement, which address, what to do."""

from __future__ import annotations

from urllib.parse import urlsplit

from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.resilience.tls import is_trusted_host, unencrypted

_SCHEMES = ("bolt", "neo4j")
_NOTHING_KEPT = "Nothing of that transaction was kept; transactions before it stay"
_COMMIT_UNKNOWN = "It was being committed: whether it took effect is not known"
_UNVERIFIED = ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "BoltSecurityError")
_NO_ROOM = ("No space left", "disk full", "OutOfDiskSpace", "LowDiskSpace")
_READ_ONLY = ("ForbiddenOnReadOnly", "NotALeader", "read only", "No write service")
_LOST = ("SessionExpired", "DatabaseUnavailable", "ConnectionAcquisitionTimeoutError")


def without_secret(uri: str) -> str:
    """Scheme, host and port of an address, without user and password."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return "NEO4J_URI"  # no address: using it says so
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def check_address(uri: str) -> None:
    """Refuse an address that is none, or that would not verify who answers.

    Raises:
        ConfigurationError: naming the host; user and password in it are not repeated.
    """
    try:
        parts = urlsplit(uri)
        host, usable = parts.hostname or "", parts.port != 0
    except ValueError:
        raise bad_address("NEO4J_URI") from None
    scheme, _, security = parts.scheme.partition("+")
    if scheme not in _SCHEMES or security not in ("", "s", "ssc") or not (host and usable):
        raise bad_address(f"NEO4J_URI ({without_secret(uri)})")
    if "@" in parts.netloc:
        raise ConfigurationError(
            f"NEO4J_URI carries a user name or password for {host}, where they would "
            "be shown: give them by NEO4J_USER and NEO4J_PASSWORD. Nothing was sent."
        )
    if security == "ssc":
        raise ConfigurationError(
            f"NEO4J_URI begins with {parts.scheme}://, which takes any certificate from whoever "
            f"answers at {host}. Write {scheme}+s://, and name the authority by "
            "SSL_CERT_FILE=/path/to/ca.pem if it is your own. Nothing was sent."
        )
    if not security and not is_trusted_host(host):
        raise unencrypted("NEO4J_URI", host, f"{scheme}+s://")


def bad_address(name: str) -> ConfigurationError:
    """The error for an address that is none."""
    return ConfigurationError(
        f"{name} is no Bolt address: give bolt://host:7687 or neo4j+s://host, or unset it for the "
        "embedded graph."
    )


def explain(error: Exception, what: str, address: str) -> StoreError | ConfigurationError:
    """Make the driver's error one of ours.

    Args:
        error: what the driver raised.
        what: the statement or work that was asked for.
        address: without a secret in it.
    """
    from neo4j.exceptions import AuthError, IncompleteCommit, ServiceUnavailable

    tried = f"The graph at {address} was asked for `{what}`"
    said = str(getattr(error, "message", None) or error).splitlines()[0][:300]
    known = f"{type(error).__name__} {getattr(error, 'code', '')} {said} {error.__cause__!r}"
    if isinstance(error, AuthError):
        return ConfigurationError(
            f"{tried} and refused the login. Nothing was done; set NEO4J_USER and "
            "NEO4J_PASSWORD, or unset NEO4J_URI for the embedded graph."
        )
    if any(word in known for word in _UNVERIFIED):
        return StoreError(
            f"{tried}, but no authority known here vouches for its certificate ({said}). Nothing "
            "was sent; name the one that signed it by SSL_CERT_FILE=/path/to/ca.pem."
        )
    is_lost = isinstance(error, ServiceUnavailable) or any(word in known for word in _LOST)
    if is_lost and not any(word in known for word in _READ_ONLY):
        outcome = _COMMIT_UNKNOWN if isinstance(error, IncompleteCommit) else _NOTHING_KEPT
        return StoreDownError(
            f"{tried} and did not answer ({said}). {outcome}. Start it and check NEO4J_URI, "
            "or unset NEO4J_URI for the embedded graph (`onevice status` shows it); then do the "
            "same again."
        )
    return StoreError(
        f"{tried} and refused it ({type(error).__name__}): {said} {_NOTHING_KEPT}; "
        f"{_advise(known)}."
    )


def _advise(known: str) -> str:
    if any(word in known for word in _NO_ROOM):
        return "its disk is full: free some space there and do the same again"
    if any(word in known for word in _READ_ONLY):
        return "it takes no writes here: NEO4J_URI must name the leader or the whole cluster"
    if "Timeout" in known or "timed out" in known:
        return "it took too long: try again when the graph has less to do"
    return "if the message does not say why, look into the graph's own log"
