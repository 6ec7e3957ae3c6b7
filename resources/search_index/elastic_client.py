"""Opens the client of an Elasticsearch 9 by its address; certificates are always verified."""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from resources.errors import ConfigurationError
from resources.resilience.tls import require_tls

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

TIMEOUT_SECONDS = 30.0
RETRIES = 2
_PORTS = {"http": 9200, "https": 443}


def describe(url: str) -> str:
    """An address without user, password and query: `https://host:9200/path`.

    Raises:
        ConfigurationError: the text is none; it may hold a password, so it is not repeated.
    """
    with suppress(KeyError, ValueError):  # told below
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        if parts.hostname:
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
    raise ConfigurationError(
        "ELASTICSEARCH_URL is no address: write https://user:password@host:9200 (with %-escapes "
        "in the password), or unset it to search in PostgreSQL."
    )


def open_client(url: str, api_key: str) -> Elasticsearch:
    """A client; nothing is sent yet.

    Args:
        url: with or without `user:password@`.
        api_key: instead of a user, as Elasticsearch encodes it.

    Raises:
        ConfigurationError: the address is none or would be spoken to in clear beyond this
            machine, or there are two logins.
    """
    from elasticsearch import Elasticsearch

    address, parts = describe(url), urlsplit(url)
    require_tls(url, "ELASTICSEARCH_URL")
    settings: dict[str, Any] = {}
    if parts.username and api_key:
        raise ConfigurationError(
            "There are two logins: a user in ELASTICSEARCH_URL and ELASTICSEARCH_API_KEY. "
            "Leave one of them out."
        )
    if parts.username:
        settings["basic_auth"] = (unquote(parts.username), unquote(parts.password or ""))
    if api_key:
        settings["api_key"] = api_key
    if parts.scheme == "https":
        # the system's own, so that SSL_CERT_FILE can name a company's authority
        settings["ssl_context"] = ssl.create_default_context()
    return Elasticsearch(
        address,
        request_timeout=TIMEOUT_SECONDS,
        max_retries=RETRIES,
        retry_on_status=(502, 503, 504),
        retry_on_timeout=False,
        **settings,
    )


def read_version(client: Elasticsearch) -> str:
    """Version of the node that answers, `9.5.3`."""
    # not `info()`: it needs GET /, which a node without its REST root module lacks
    told = client.nodes.info(node_id="_local", filter_path="nodes.*.version")
    versions = sorted(str(one["version"]) for one in told["nodes"].values())
    return versions[0] if versions else "unknown"
