"""Questions that no store answered, to be asked again: a queue in Redis that outlives processes.

A question waits once, however often it is put off. `ask_again.py` takes them out.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from onevice_assets.campaigns.decisions.answers import Question
from resources.errors import ConfigurationError, StoreError
from resources.redis_keys.queues import Queue
from resources.resilience.guard import tell_once

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.redis_store import RedisStore

_log = logging.getLogger("onevice.campaigns")


def queue_of(redis: RedisStore) -> Queue:
    """The queue of all clients' questions."""
    return Queue(redis, "questions", system="campaigns")


def put_off(redis: RedisStore, client: Client, question: Question) -> bool:
    """Put a question into the queue; tells whether it waits there now."""
    body = {"client": client.key, "name": question.name, "given": dict(question.given)}
    try:
        queue_of(redis).push(f"{client.id}/{question.hash}", body)
    except (StoreError, ConfigurationError) as error:
        _log.warning("A question is not put off: %s", tell_once(error))
        return False
    return True
