"""Sends documents to Elasticsearch in bulk, and tells which ones it did not take, and why."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from resources.errors import StoreError
from resources.search_index.elastic_errors import WRITE_BLOCK, advise, describe_cause

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

CHUNK_DOCUMENTS = 1_000
CHUNK_BYTES = 8 * 1024 * 1024
_REJECTED_RETRIES = 4
_BACKOFF_SECONDS = 0.2
_SHOWN = 5
_GONE, _CONFLICT = 404, 409

Action = dict[str, Any]


@dataclass
class Sent:
    """What became of the actions.

    Attributes:
        done: by operation, how many it took.
        refused: by document, the server's reason.
        blocked: documents that a migration's write block kept out.
    """

    done: dict[str, int] = field(default_factory=lambda: {"index": 0, "delete": 0})
    refused: dict[str, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)


def send(
    client: Elasticsearch, actions: list[Action], *, patience_seconds: float = 0, **options: Any
) -> Sent:
    """Send actions in bulk; those that a write block keeps out are sent again for a while.

    Args:
        client: of the server.
        actions: as `elasticsearch.helpers` takes them, each document once.
        patience_seconds: how long a migration may keep writers out.
        **options: of the request: `index`, `require_alias`.

    Raises:
        ApiError, TransportError: the server refused a whole request or was lost; what it
            confirmed before stays.
    """
    sent, pending = Sent(), actions
    until = time.monotonic() + patience_seconds
    while True:
        sent.blocked = set()
        for name, identity, told in _stream(client, pending, options):
            _note(sent, name, identity, told)
        if not sent.blocked or time.monotonic() >= until:
            break
        time.sleep(_BACKOFF_SECONDS)
        pending = [one for one in pending if one["_id"] in sent.blocked]
    reason = f"cluster_block_exception {WRITE_BLOCK}index write (api)"
    sent.refused |= dict.fromkeys(sorted(sent.blocked), reason)
    return sent


def raise_refused(sent: Sent, what: str, address: str, total: int) -> None:
    """Name the documents that were not taken, if there are any.

    Raises:
        StoreError: with up to five of them, what was kept, and what to do.
    """
    if not sent.refused:
        return
    shown = "; ".join(
        f"{identity.rpartition('/')[2]}: {reason}"
        for identity, reason in list(sent.refused.items())[:_SHOWN]
    )
    more = f"; and {len(sent.refused) - _SHOWN} more" if len(sent.refused) > _SHOWN else ""
    advice = next((one for one in map(advise, sent.refused.values()) if one), "mend them")
    raise StoreError(
        f"Elasticsearch at {address} did not take {len(sent.refused)} of {total} changes while "
        f"{what}: {shown}{more}. The others are kept. {advice[:1].upper()}{advice[1:]}; then do "
        "it again: what is there already is not written twice."
    )


def _stream(
    client: Elasticsearch, actions: Iterable[Action], options: dict[str, Any]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    from elasticsearch import helpers

    stream = helpers.streaming_bulk(
        client,
        actions,
        chunk_size=CHUNK_DOCUMENTS,
        max_chunk_bytes=CHUNK_BYTES,
        raise_on_error=False,
        max_retries=_REJECTED_RETRIES,
        initial_backoff=_BACKOFF_SECONDS,
        **options,
    )
    for _, item in stream:
        ((name, told),) = item.items()
        yield name, told["_id"], told


def _note(sent: Sent, name: str, identity: str, told: dict[str, Any]) -> None:
    status, error = told.get("status", 500), told.get("error")
    is_there = name == "delete" and status == _GONE and not error
    if status < 300 or is_there:
        sent.done[name] += not is_there
    elif status == _CONFLICT:
        pass  # somebody wrote a newer one
    elif WRITE_BLOCK in str(error):
        sent.blocked.add(identity)
    else:
        sent.refused[identity] = describe_cause({"error": error})
