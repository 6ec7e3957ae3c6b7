"""Who asked what, when, in which conversation: the monitor's prompts and imported logs as one list.

The user of a prompt is the ideal customer who asks it (`icp:{id}`), or the website where a topic
was imported without one (`website:{id}`): both are made up, none is a person. The user of a log is
who the log says. Superseded prompts are left out, as nobody asks them any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.intent_types.classify import classify
from onevice_assets.intents.patterns.logs.keep_log import read_logs
from onevice_assets.intents.patterns.logs.read_log import Log
from onevice_assets.superseding import active
from onevice_assets.tables import audience
from resources.identity import derived_id, text_hash

if TYPE_CHECKING:
    from resources.lake import Lake
    from resources.object_store import Objects

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One thing somebody asked; `turn` is none where only the time tells the order."""

    user_id: str
    conversation_id: str
    turn: int | None
    asked_at: datetime
    text: str
    intent_type: str
    source: str
    source_id: str


@dataclass(frozen=True)
class Collected:
    """Rows of `conversation_turns`, and how many lines said otherwise than another log's."""

    rows: list[Row]
    contradicted: int


def collect_turns(
    lake: Lake, objects: Objects, organization: str, organization_id: str
) -> Collected:
    """Every turn of an organization, numbered within its conversation.

    Args:
        lake: has the monitor's prompts.
        objects: has the logs.
        organization: slug.
        organization_id: of the same.

    Raises:
        StoreError: a store does not answer.
    """
    asked = list(_read_prompts(lake, organization))
    for name, log in read_logs(objects, organization):
        asked += _read_log(name, log)
    kept, contradicted = _settle(asked)
    return Collected(list(_number(kept, organization_id)), contradicted)


def list_websites(lake: Lake, organization: str) -> list[str]:
    """Keys of an organization's websites that have prompts and know what kind each is."""
    known = set(lake.partitions(audience.prompt_classifications))
    keys = lake.partitions(audience.prompts)
    return [key for key in keys if key in known and key.partition(".")[0] == organization]


def _read_prompts(lake: Lake, organization: str) -> Iterator[Asked]:
    for key in list_websites(lake, organization):
        conversations = {
            row["id"]: row for row in lake.read_rows(audience.conversation_sequences, key)
        }
        kinds = {
            row["prompt_id"]: row["intent_type"]
            for row in lake.read_rows(audience.prompt_classifications, key)
        }
        for row in active(lake.read_rows(audience.prompts, key)):
            conversation = conversations.get(row["conversation_id"])
            if conversation is not None and row["id"] in kinds:
                yield _of_prompt(row, conversation, kinds[row["id"]])


def _of_prompt(prompt: Row, conversation: Row, intent_type: str) -> Asked:
    icp = conversation["icp_id"]
    return Asked(
        f"icp:{icp}" if icp else f"website:{prompt['website_id']}",
        prompt["conversation_id"],
        prompt["sequence_order"],
        prompt["created_at"],
        prompt["prompt_text"],
        intent_type,
        "monitor",
        prompt["id"],
    )


def _read_log(name: str, log: Log) -> Iterator[Asked]:
    for one in log.turns:
        kind = classify(one.text).intent_type
        source_id = f"{name}:{one.line_number}"
        yield Asked(
            one.user, one.conversation, one.turn, one.time, one.text, kind, "log", source_id
        )


def _settle(asked: Iterable[Asked]) -> tuple[list[Asked], int]:
    """Each turn once: of two logs that differ about one, what was asked earlier stands."""
    known: dict[tuple[object, ...], Asked] = {}
    contradicted = 0
    for one in sorted(asked, key=lambda one: (one.asked_at, one.text, one.source_id)):
        place: object = (one.asked_at, one.text) if one.turn is None else one.turn
        if one.source == "monitor":  # a customer may have two prompts of one number
            place = one.source_id
        first = known.setdefault((one.user_id, one.conversation_id, place), one)
        contradicted += (first.text, first.asked_at) != (one.text, one.asked_at)
    return list(known.values()), contradicted


def _number(asked: Iterable[Asked], organization_id: str) -> Iterator[Row]:
    conversations: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        conversations.setdefault((one.user_id, one.conversation_id), []).append(one)
    for key in sorted(conversations):
        for turn, one in enumerate(_order(conversations[key]), start=1):
            yield _row(one, turn, organization_id)


def _order(turns: list[Asked]) -> list[Asked]:
    """By the log's own numbers where every turn has one, else by time."""
    if all(one.turn is not None for one in turns):
        return sorted(turns, key=lambda one: (one.turn or 0, one.asked_at, one.source_id))
    return sorted(turns, key=lambda one: (one.asked_at, one.turn or 0, one.source_id))


def _row(one: Asked, turn: int, organization_id: str) -> Row:
    key: tuple[object, ...] = (one.user_id, one.conversation_id, one.turn, text_hash(one.text))
    if one.source == "monitor":
        key = (*key, one.source_id)
    return {
        "id": derived_id(one.asked_at, "conversation_turns", organization_id, *key),
        "organization_id": organization_id,
        "user_id": one.user_id,
        "conversation_id": one.conversation_id,
        "turn": turn,
        "asked_at": one.asked_at,
        "turn_text": one.text,
        "intent_type": one.intent_type,
        "source": one.source,
        "source_id": one.source_id,
        "created_at": one.asked_at,
    }
