"""From turns to patterns, user by user: nothing of one user reaches another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onevice_assets.intents.patterns.mining.find_patterns import FoundPatterns, find_patterns
from onevice_assets.intents.patterns.mining.relate_patterns import relate_patterns
from onevice_assets.intents.patterns.mining.turns import Turn, UserTurns, read_turn
from resources.identity import derived_id

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Embed = Callable[[Sequence[str]], NDArray[np.float32]]

Row = dict[str, Any]


@dataclass(frozen=True)
class Mined:
    """Rows of the three tables."""

    patterns: list[Row] = field(default_factory=list)
    relationships: list[Row] = field(default_factory=list)
    turns: list[Row] = field(default_factory=list)


def mine(rows: Iterable[Row], organization_id: str, model: str, embed: Embed) -> Mined:
    """Mine every user's turns.

    Args:
        rows: of `conversation_turns`, of one organization, in any order.
        organization_id: of it.
        model: name of the embedding model.
        embed: gives one vector of length 1 per text; asked once per user, without blank texts.

    Returns:
        Rows sorted by their natural keys; the same rows give the same.
    """
    turns = sorted(
        (read_turn(row) for row in rows),
        key=lambda one: (one.user_id, one.conversation_id, one.turn),
    )
    mined = Mined()
    for _, some in groupby(turns, key=lambda one: one.user_id):
        _mine_user(list(some), organization_id, model, embed, mined)
    return mined


def _mine_user(
    turns: list[Turn], organization_id: str, model: str, embed: Embed, mined: Mined
) -> None:
    counts = Counter(one.normalized for one in turns if one.normalized)
    if not counts:
        return
    texts = sorted(counts, key=lambda text: (-counts[text], text))
    user = UserTurns(turns, texts, embed(texts))
    found = find_patterns(user, organization_id, model)
    mined.patterns.extend(sorted(found.rows, key=lambda row: str(row["anchor_text"])))
    mined.relationships.extend(relate_patterns(user, found, model))
    mined.turns.extend(_list_turns(user, found))


def _list_turns(user: UserTurns, found: FoundPatterns) -> Iterable[Row]:
    for one, place, cosine in zip(
        user.turns, found.of_turn.tolist(), found.similarities.tolist(), strict=True
    ):
        if place < 0:
            continue
        pattern = found.rows[place]
        yield {
            "id": derived_id(one.asked_at, "pattern_turns", one.id),
            "organization_id": pattern["organization_id"],
            "user_id": one.user_id,
            "pattern_id": pattern["id"],
            "turn_id": one.id,
            "similarity": cosine,
            "created_at": one.asked_at,
        }
