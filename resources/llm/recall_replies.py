"""What models said before to a stage's calls: attempts of the ledger and the payloads of them.

A call is known by who was asked and the hash of its messages. Its reply is read from the stored
payload, the same whether it came a moment or a month ago, so a crash, a lost partition or a
second run asks nothing anew. A call whose outcome nobody knows counts as spent and is not asked
again by itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.control_plane import stage_attempts
from resources.errors import MissingDataError
from resources.identity import text_hash
from resources.llm.answers import Answer, read_answer
from resources.llm.prices import FREE

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.stage_attempts import StageAttempt
    from resources.control_plane.websites import Website
    from resources.llm.calls import Call
    from resources.object_store import Objects

Asked = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model sent back, the ledger's attempt that paid for it, and the stored payload."""

    answer: Answer
    attempt: StageAttempt
    payload: Mapping[str, Any]
    path: str


def hash_call(call: Call) -> str:
    """A call's `prompt_hash` in the ledger."""
    return text_hash(json.dumps(call.messages))


def recall(
    control: ControlPlane,
    objects: Objects,
    website: Website,
    purpose: str,
    calls: Collection[str] | None = None,
) -> dict[Asked, Reply | None]:
    """Read what models have said for a website and a purpose; the newest reply counts.

    Args:
        control: has the ledger.
        objects: has the payloads.
        website: whose account.
        purpose: as it was booked.
        calls: hashes of the calls that matter; all of the purpose by default.

    Returns:
        By provider, model and hash: the reply, None where nobody knows the outcome. What failed
        or was never asked is not in it.
    """
    with control.begin() as db:
        booked = stage_attempts.attempts(db, website.id, purpose)
    return _read_all(objects, [one for one in booked if calls is None or one.prompt_hash in calls])


def recall_every(
    control: ControlPlane, objects: Objects, website: Website, purpose: str, asked: Asked
) -> list[Reply]:
    """Read every reply to one call for a website and a purpose, oldest first.

    Replies that were taken back, and those whose payload is gone, are not in it.
    """
    with control.begin() as db:
        booked = stage_attempts.attempts(db, website.id, purpose)
    mine = (one for one in booked if (one.provider, one.model, one.prompt_hash) == asked)
    usable = (one for one in mine if one.status != "failed" and one.retracted_at is None)
    return [reply for one in usable if (reply := _read(objects, one)) is not None]


def recall_of_organization(
    control: ControlPlane,
    objects: Objects,
    organization_id: str,
    purpose: str,
    calls: Collection[str],
) -> dict[Asked, Reply | None]:
    """Read what models have said to some calls of no website, as `recall` does."""
    with control.begin() as db:
        booked = stage_attempts.attempts_at(db, organization_id, purpose, calls)
    return _read_all(objects, booked)


def _read_all(objects: Objects, booked: Sequence[StageAttempt]) -> dict[Asked, Reply | None]:
    known: dict[Asked, Reply | None] = {}
    for one in booked:
        if one.status != "failed":
            key = (one.provider, one.model, one.prompt_hash)
            known[key] = _read(objects, one) or known.get(key)
    return known


def _read(objects: Objects, attempt: StageAttempt) -> Reply | None:
    """The stored reply; also of an attempt that a killed run kept, but did not settle."""
    owner = attempt.website_id or attempt.organization_id
    path = attempt.payload_path or f"llm-responses/{owner}/{attempt.id}.json"
    try:
        payload = objects.get_json(path)
    except MissingDataError:
        return None
    return Reply(read_answer(payload["response"], FREE), attempt, payload, path)
