"""How an Elasticsearch is, for `onevice status`: asked once, whatever its breaker says."""

from __future__ import annotations

from resources.errors import ConfigurationError
from resources.resilience.health import Answer, Probe, require_version
from resources.search_index.elastic_client import describe, open_client, read_version
from resources.search_index.elastic_errors import explain_errors

_OLDEST = (9,)
_SECONDS = 4.0


def probe(url: str, api_key: str) -> Probe:
    """The probe of an address."""
    try:
        place = f"Elasticsearch at {describe(url)}"
    except ConfigurationError:
        place = "ELASTICSEARCH_URL"  # asking says what is wrong with it
    return Probe("search", "server", place, lambda: _ask(url, api_key), ("elasticsearch",))


def _ask(url: str, api_key: str) -> Answer:
    address = describe(url)
    with open_client(url, api_key) as client, explain_errors("asking its version", address):
        version = read_version(client.options(request_timeout=_SECONDS, max_retries=0))
    require_version(
        f"Elasticsearch at {address}", version, _OLDEST, "Elasticsearch (ELASTICSEARCH_URL)"
    )
    return Answer(f"Elasticsearch {version}")
