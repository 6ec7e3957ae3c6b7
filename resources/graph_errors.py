"""What a graph's error means to a person: which statement, which address, what to do."""

from __future__ import annotations

from urllib.parse import urlsplit

from resources.errors import ConfigurationError, StoreError


def without_secret(uri: str) -> str:
    """Scheme, host and port of an address, without user and password."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def explain(error: Exception, what: str, address: str) -> StoreError | ConfigurationError:
    """Make the driver's error one of ours.

    Args:
        error: what the driver raised.
        what: the statement or work that was asked for.
        address: without a secret in it.
    """
    from neo4j.exceptions import AuthError, ServiceUnavailable

    tried = f"The graph at {address} was asked for `{what}`"
    if isinstance(error, AuthError):
        return ConfigurationError(
            f"{tried} and refused the login: set NEO4J_USER and NEO4J_PASSWORD, or unset "
            "NEO4J_URI for the embedded graph."
        )
    if isinstance(error, ServiceUnavailable):
        return StoreError(
            f"{tried} and did not answer: start it and check NEO4J_URI, or unset NEO4J_URI for "
            "the embedded graph (`onevice status` shows it)."
        )
    said = str(getattr(error, "message", None) or error).splitlines()[0][:300]
    return StoreError(
        f"{tried} and refused it ({type(error).__name__}): {said} Nothing of that transaction "
        "was kept; if the message does not say why, look into the graph's own log."
    )
