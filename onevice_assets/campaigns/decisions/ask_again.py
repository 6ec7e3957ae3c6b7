"""Asks again what no store answered, so that what is kept is fresh once the stores are back.

Asking again keeps the new answer; doing so twice harms nothing. What still finds its store away
goes back to the end of the queue, as often as it takes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from onevice_assets.campaigns.decisions.answers import Question, first_sentence
from onevice_assets.campaigns.decisions.desk import Desk
from onevice_assets.campaigns.decisions.waiting import queue_of
from resources.control_plane import campaign_clients
from resources.errors import OneviceError, StoreDownError
from resources.redis_keys.queues import Job

SECONDS: Final = 20.0
_log = logging.getLogger("onevice.campaigns")


@dataclass(frozen=True)
class AskedAgain:
    """What became of waiting questions.

    Attributes:
        answered: kept anew.
        given_up: cannot be asked any more: the client, campaign or creative is gone.
        waiting: still in the queue.
        away: why they wait; empty where nobody said.
    """

    answered: int
    given_up: int
    waiting: int
    away: str = ""


def ask_again(resources: Mapping[str, Any], *, seconds: float = SECONDS) -> AskedAgain:
    """Ask every waiting question once.

    Args:
        resources: by name, at least those of `reach.NEEDED`.
        seconds: no further question is begun after so long.

    Raises:
        StoreError: Redis does not answer.
    """
    queue, until = queue_of(resources["redis"]), time.monotonic() + seconds
    answered, given_up, away = 0, 0, ""
    seen: set[str] = set()
    while time.monotonic() < until and (job := queue.take()) is not None:
        if job.id in seen:
            queue.give_back(job, is_to_blame=False)
            break
        seen.add(job.id)
        try:
            _ask(resources, job)
        except StoreDownError as error:
            queue.give_back(job, is_to_blame=False)
            away = first_sentence(error)
        except OneviceError as error:
            _log.warning("A waiting question is given up: %s", error)
            queue.finish(job)
            given_up += 1
        else:
            queue.finish(job)
            answered += 1
    counts = queue.count()
    waiting = sum(counts.values()) - counts["dead"]
    return AskedAgain(answered, given_up, waiting, away)


def _ask(resources: Mapping[str, Any], job: Job) -> None:
    with resources["control"].begin() as db:
        client = campaign_clients.find(db, job.body["client"])
    Desk(client, resources).ask_stores(Question(job.body["name"], job.body["given"]))
