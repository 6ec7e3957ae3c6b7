"""What the judge said before, by the hash of each call: so that nothing is paid twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.llm import recall_replies

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.llm.providers import Provider
    from resources.llm.recall_replies import Reply
    from resources.object_store import Objects

PURPOSE = "brand_state_judgements"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of some calls, by their hash: replies, and calls of unknown outcome."""

    replies: dict[str, Reply]
    unknown: frozenset[str]


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
    known = recall_replies.recall(control, objects, website, PURPOSE, calls)
    of_judge = {
        key: reply
        for (provider, model, key), reply in known.items()
        if (provider, model) == (judge.name, judge.model)
    }
    replies = {key: reply for key, reply in of_judge.items() if reply is not None}
    return Recalled(replies, frozenset(of_judge.keys() - replies.keys()))
