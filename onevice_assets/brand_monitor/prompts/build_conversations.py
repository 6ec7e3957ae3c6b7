"""Rows of `conversation_sequences`: generated, imported and people's own, over earlier baskets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onevice_assets.brand_monitor.prompts.plan_conversations import CORE, PER_CUSTOMER, Plan
from onevice_assets.brand_monitor.prompts.read_situation import DEFAULT_LOCALE, Situation
from onevice_assets.superseding import active, merge
from resources.identity import derived_id, text_hash

Row = dict[str, Any]
Plans = Mapping[str, Sequence[Plan]]
_KIND = "conversation_sequences"


def is_current(rows: Sequence[Row], situation: Situation) -> bool:
    """Whether every customer in force has ten active generated conversations."""
    generated = [row for row in active(rows) if row["source"] == "generated"]
    slots = {(row["icp_id"], row["sequence_number"]) for row in generated}
    return all(
        (icp["id"], number) in slots
        for icp in situation.icps
        for number in range(1, PER_CUSTOMER + 1)
        if _held_row(rows, situation, icp, number) is None
    )


def keep_generated(rows: Sequence[Row], situation: Situation) -> list[Row]:
    """The active generated rows as they are; held ones only while their pin stands."""
    customers = {icp["id"] for icp in situation.icps}
    mine = [row for row in active(rows) if row["source"] == "generated"]
    held = [
        _held_row(rows, situation, icp, number)
        for icp in situation.icps
        for number in range(1, PER_CUSTOMER + 1)
    ]
    held_ids = {row["id"] for row in held if row is not None}
    return [row for row in mine if row["icp_id"] in customers or row["id"] in held_ids]


def generate(situation: Situation, plans: Plans, locale: str, old: Sequence[Row]) -> list[Row]:
    """One row per plan; a conversation that holds a pinned prompt keeps its place instead.

    Args:
        situation: of the website.
        plans: ten per ICP id.
        locale: language of the plans' texts.
        old: rows of the partition so far.
    """
    rows = []
    for icp in situation.icps:
        for number, plan in enumerate(plans[icp["id"]], start=1):
            held = _held_row(old, situation, icp, number)
            rows.append(held or _row(situation, icp["id"], number, plan, locale))
    return rows


def add_given(situation: Situation, generated: Sequence[Row]) -> list[Row]:
    """The rows of imported topics and of people's own prompts."""
    known = {(row["icp_id"], row["topic"]) for row in generated}
    return [*_imported(situation), *_of_people(situation, known)]


def combine(situation: Situation, wanted: Sequence[Row], old: Sequence[Row]) -> list[Row]:
    """All rows of the partition: the wanted ones, and the others superseded."""
    return merge(old, wanted, superseded_at=situation.newest.created_at)


def _row(situation: Situation, icp_id: str, number: int, plan: Plan, locale: str) -> Row:
    digest = text_hash("\n".join((plan.topic, plan.context, plan.expected_outcome)))
    return {
        **_frame(situation, icp_id, number, digest),
        "sequence_number": number,
        "topic": plan.topic,
        "context": plan.context,
        "expected_outcome": plan.expected_outcome,
        "is_core_conversation": number <= CORE,
        "locale": locale,
        "source": "generated",
        "basket_version": situation.basket.version,
        "created_at": situation.basket.created_at,
    }


def _imported(situation: Situation) -> list[Row]:
    first = {one.topic: one.basket for one in reversed(situation.imported)}
    topics = dict.fromkeys(one.topic for one in situation.imported)
    return [
        {
            **_frame(situation, None, "import", topic),
            "sequence_number": number,
            "topic": topic,
            "is_core_conversation": False,
            "locale": DEFAULT_LOCALE,
            "source": "import",
            "basket_version": first[topic].version,
            "created_at": first[topic].created_at,
        }
        for number, topic in enumerate(topics, start=1)
    ]


def _of_people(situation: Situation, known: set[tuple[str | None, str]]) -> list[Row]:
    """One conversation per topic (and ICP) that people added prompts to and nobody generated."""
    rows: dict[tuple[str | None, str], Row] = {}
    for wish in situation.overrides:
        key = (wish.icp_id, wish.topic)
        if wish.action != "add" or key in known or key in rows:
            continue
        rows[key] = {
            **_frame(situation, wish.icp_id, "person", wish.topic),
            "sequence_number": len(rows) + PER_CUSTOMER + 1,
            "topic": wish.topic,
            "is_core_conversation": False,
            "locale": wish.locale,
            "source": "person",
            "basket_version": wish.basket_version,
            "created_at": situation.time_of(wish.basket_version),
        }
    return list(rows.values())


def _frame(situation: Situation, icp_id: str | None, *natural_key: object) -> Row:
    """What every active row has; texts that only generated ones carry are null."""
    website = situation.website
    return {
        "id": derived_id(website.created_at, _KIND, website.id, icp_id, *natural_key),
        "website_id": website.id,
        "icp_id": icp_id,
        "context": None,
        "expected_outcome": None,
        "is_active": True,
        "superseded_at": None,
    }


def _held_row(rows: Sequence[Row], situation: Situation, icp: Row, number: int) -> Row | None:
    """The earlier conversation of this place whose prompt a person pinned, if any."""
    pinned = {(one.icp_id, one.topic) for one in situation.overrides if one.action == "pin"}
    for row in rows:
        at_place = situation.places.get(row["icp_id"]) == icp["sequence_number"]
        same = at_place and row["sequence_number"] == number and row["source"] == "generated"
        if same and {(row["icp_id"], row["topic"]), (None, row["topic"])} & pinned:
            return {**row, "is_active": True, "superseded_at": None}
    return None
