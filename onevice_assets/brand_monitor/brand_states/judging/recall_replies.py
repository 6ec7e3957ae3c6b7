"""What the judge said before: settled attempts of the ledger and the payloads they point to.

A call is known by the hash of its messages. Its reply is read from the stored payload, the same
whether it came a moment or a month ago, so a crash, a lost partition or a second run asks nothing
anew. A call whose outcome nobody knows counts as spent and is not asked again by itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.control_plane import stage_attempts
from resources.errors import MissingDataError
from resources.identity import text_hash
from resources.llm.answers import read_answer
from resources.llm.prices import FREE

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.stage_attempts import StageAttempt
    from resources.control_plane.websites import Website
    from resources.llm.calls import Call
    from resources.llm.providers import Provider
    from resources.object_store import Objects

PURPOSE = "brand_state_judgements"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the judge sent back, and the ledger's attempt that paid for it."""

    text: str
    served_model: str | None
    attempt_id: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of some calls, by their hash: replies, and calls of unknown outcome."""

    replies: dict[str, Reply]
    unknown: frozenset[str]


def hash_call(call: Call) -> str:
    """A call's `prompt_hash` in the ledger."""
    return text_hash(json.dumps(call.messages))


def recall(
    control: ControlPlane,
    objects: Objects,
    website: Website,
    judge: Provider,
    calls: Collection[str],
) -> Recalled:
    """Read what a judge has said to some calls for a website; the newest reply counts.

    Args:
        control: has the ledger.
        objects: has the payloads.
        website: whose account.
        judge: who was asked, by provider and model.
        calls: their hashes.
    """
    with control.begin() as db:
        booked = stage_attempts.attempts(db, website.id)
    replies, unknown = {}, set()
    for one in booked:
        if _is_of(one, judge) and one.prompt_hash in calls and one.status != "failed":
            reply = _read(objects, one)
            if reply is None:
                unknown.add(one.prompt_hash)
            else:
                replies[one.prompt_hash] = reply
    return Recalled(replies, frozenset(unknown - replies.keys()))


def _is_of(attempt: StageAttempt, judge: Provider) -> bool:
    asked = (attempt.purpose, attempt.provider, attempt.model)
    return asked == (PURPOSE, judge.name, judge.model)


def _read(objects: Objects, attempt: StageAttempt) -> Reply | None:
    """The stored reply; also of an attempt that a killed run kept, but did not settle."""
    path = attempt.payload_path or f"llm-responses/{attempt.website_id}/{attempt.id}.json"
    try:
        payload = objects.get_json(path)
    except MissingDataError:
        return None
    answer = read_answer(payload["response"], FREE)
    return Reply(answer.text, answer.served_model, attempt.id)
