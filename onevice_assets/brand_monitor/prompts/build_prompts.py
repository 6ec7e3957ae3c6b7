"""Rows of `prompts`: the turns of every active conversation, with people's words over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from onevice_assets.brand_monitor.prompts.guard_brands import is_branded
from onevice_assets.brand_monitor.prompts.plan_conversations import Plan, Turn
from onevice_assets.brand_monitor.prompts.read_situation import Situation
from onevice_assets.superseding import merge
from resources.identity import derived_id, text_hash
from resources.text_folding import fold

Row = dict[str, Any]
WritePlan = Callable[[Row, frozenset[str]], Plan]
_KIND = "prompts"


def build(
    situation: Situation,
    conversations: Sequence[Row],
    old: Sequence[Row],
    *,
    write: WritePlan,
    rewrite: WritePlan,
) -> list[Row]:
    """All rows of the partition.

    Args:
        situation: of the website.
        conversations: active rows of `conversation_sequences`.
        old: rows of the partition so far; prompts of conversations that go on stay as they are.
        write: gives a new conversation its turns.
        rewrite: gives another wording where a person rejected one (by rules).
    """
    wanted: list[Row] = []
    for row in conversations:
        if row["source"] == "generated":
            wanted += _generated(situation, row, old, write, rewrite)
    wanted += _imported(situation, conversations)
    wanted += _of_people(situation, conversations)
    flagged = _flag(situation, wanted)
    return merge(old, flagged, superseded_at=situation.newest.created_at)


def _generated(
    situation: Situation,
    conversation: Row,
    old: Sequence[Row],
    write: WritePlan,
    rewrite: WritePlan,
) -> list[Row]:
    rejected = frozenset(
        fold(one.prompt_text) for one in situation.overrides if one.action == "reject"
    )
    rows = _standing(conversation, old)
    if not rows:
        plan = write(conversation, rejected)
        rows = _rows(situation, conversation, plan, situation.basket.version)
    dropped = [row for row in rows if _is_rejected(row, situation, rejected)]
    kept = [row for row in rows if row not in dropped]
    if dropped:
        plan = rewrite(conversation, rejected)
        orders = {row["sequence_order"] for row in dropped}
        new = _rows(situation, conversation, plan, situation.newest.version)
        kept += [row for row in new if row["sequence_order"] in orders]
    return kept


def _standing(conversation: Row, old: Sequence[Row]) -> list[Row]:
    """Prompts the conversation had: the active ones, else (it came back) all of them."""
    mine = [
        row
        for row in old
        if row["conversation_id"] == conversation["id"] and row["source"] == "generated"
    ]
    return [row for row in mine if row["is_active"]] or mine


def _is_rejected(row: Row, situation: Situation, rejected: frozenset[str]) -> bool:
    ids = {one.prompt_id for one in situation.overrides if one.action == "reject"}
    return row["id"] in ids or fold(row["prompt_text"]) in rejected


def _rows(situation: Situation, conversation: Row, plan: Plan, version: int) -> list[Row]:
    return [
        {
            **_frame(situation, conversation, number, turn),
            "locale": conversation["locale"],
            "is_branded": plan.is_branded,
            "source": "generated",
            "basket_version": version,
            "created_at": situation.time_of(version),
        }
        for number, turn in enumerate(plan.turns, start=1)
    ]


def _imported(situation: Situation, conversations: Iterable[Row]) -> list[Row]:
    topics = {row["topic"]: row for row in conversations if row["source"] == "import"}
    return [
        {
            **_frame(situation, topics[one.topic], 1, Turn("primary", one.text)),
            "locale": topics[one.topic]["locale"],
            "is_branded": one.is_branded,
            "source": "import",
            "basket_version": one.basket.version,
            "created_at": one.basket.created_at,
        }
        for one in situation.imported
    ]


def _of_people(situation: Situation, conversations: Sequence[Row]) -> list[Row]:
    places = {
        (row["icp_id"], row["topic"]): row for row in conversations if row["source"] != "import"
    }
    rows = []
    for wish in situation.overrides:
        conversation = places.get((wish.icp_id, wish.topic))
        if wish.action != "add" or conversation is None:
            continue
        turn = Turn(wish.prompt_type, wish.prompt_text)
        rows.append(
            {
                **_frame(situation, conversation, wish.sequence_order, turn),
                "locale": wish.locale,
                "is_branded": False,
                "source": "person",
                "basket_version": wish.basket_version,
                "created_at": situation.time_of(wish.basket_version),
            }
        )
    return _with_primary(rows, {row["id"] for row in conversations if row["source"] == "person"})


def _with_primary(rows: list[Row], own: set[str]) -> list[Row]:
    """Make the first prompt of a person's own conversation its primary where none is."""
    for conversation in own:
        mine = [row for row in rows if row["conversation_id"] == conversation]
        if mine and all(row["prompt_type"] != "primary" for row in mine):
            min(mine, key=lambda row: row["sequence_order"])["prompt_type"] = "primary"
    return list({row["id"]: row for row in rows}.values())


def _frame(situation: Situation, conversation: Row, number: int, turn: Turn) -> Row:
    website = situation.website
    key = (conversation["id"], number, text_hash(turn.text))
    return {
        "id": derived_id(website.created_at, _KIND, website.id, *key),
        "website_id": website.id,
        "conversation_id": conversation["id"],
        "prompt_text": turn.text,
        "prompt_type": turn.prompt_type,
        "sequence_order": number,
        "is_pinned": False,
        "is_active": True,
        "superseded_at": None,
    }


def _flag(situation: Situation, rows: Iterable[Row]) -> list[Row]:
    """Re-read every text: what follows a branded turn is branded too, imports stand alone."""
    pinned = {one.prompt_id for one in situation.overrides if one.action == "pin"}
    guarded = situation.guarded
    told: set[str] = set()
    flagged = []
    for row in sorted(rows, key=lambda row: (row["conversation_id"], row["sequence_order"])):
        named = row["is_branded"] or is_branded(row["prompt_text"], guarded)
        follows = row["source"] != "import" and row["conversation_id"] in told
        if named:
            told.add(row["conversation_id"])
        flagged.append({**row, "is_branded": named or follows, "is_pinned": row["id"] in pinned})
    return flagged
