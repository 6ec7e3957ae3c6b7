"""Which store of vectors the environment means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from resources.errors import ConfigurationError
from resources.vector_index.resource import Kind, VectorStore

_ADDRESSES: Final[dict[Kind, str]] = {"qdrant": "QDRANT_URL", "pinecone": "PINECONE_INDEX_HOST"}
_KEYS: Final[dict[Kind, str]] = {"qdrant": "QDRANT_API_KEY", "pinecone": "PINECONE_API_KEY"}


def choose_store(
    env: Mapping[str, str], name_secret: Callable[[Mapping[str, str], str], Any]
) -> VectorStore:
    """The store that ONEVICE_VECTORS names, else the one whose address is set, else pgvector.

    Args:
        env: the variables.
        name_secret: gives a variable's name instead of its value, for Dagster shows values.

    Raises:
        ConfigurationError: naming the variable that is missing or contradicts another.
    """
    kind = _kind(env)
    if kind == "pgvector":
        return VectorStore(kind=kind, database_url=name_secret(env, "DATABASE_URL"))
    address, key = _ADDRESSES[kind], _KEYS[kind]
    _check(kind, env.get(address, ""), has_key=bool(env.get(key)))
    return VectorStore(kind=kind, url=name_secret(env, address), api_key=name_secret(env, key))


def _kind(env: Mapping[str, str]) -> Kind:
    said = env.get("ONEVICE_VECTORS", "")
    kinds: tuple[Kind, ...] = ("pgvector", "qdrant", "pinecone")
    if said:
        for kind in kinds:
            if said == kind:
                return kind
        raise ConfigurationError(
            f"ONEVICE_VECTORS={said!r}: it may be `pgvector`, `qdrant` or `pinecone`."
        )
    there: list[Kind] = [kind for kind, address in _ADDRESSES.items() if env.get(address)]
    if len(there) > 1:
        raise ConfigurationError(
            "QDRANT_URL and PINECONE_INDEX_HOST are both set: say which of them holds the "
            "vectors by ONEVICE_VECTORS=qdrant or ONEVICE_VECTORS=pinecone."
        )
    return there[0] if there else "pgvector"


def _check(kind: Kind, address: str, *, has_key: bool) -> None:
    """Refuse an address that cannot be meant; opening it refuses one that is not encrypted."""
    variable, key = _ADDRESSES[kind], _KEYS[kind]
    if not address:
        raise ConfigurationError(
            f"ONEVICE_VECTORS={kind} needs an address in {variable}; unset it to use pgvector."
        )
    if kind == "pinecone" and not has_key:
        raise ConfigurationError(f"{variable} is set, but {key} is not: Pinecone asks for a key.")
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        usable &= parts.username is None and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationError(
            f"{variable} is not an address: write https://host:port, and the key in {key}."
        )
