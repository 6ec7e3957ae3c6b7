"""A user's recurring intents: clusters of turns that come back in several conversations.

A turn is *clearly* of its pattern if it is near enough to the mean of the pattern's other turns,
and nearer than to any other pattern's. The confidence is the lower bound of that share, with
conversations as cases: 3 of 3 give 0.44, 30 of 30 give 0.89, so that small samples do not win.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.intents.patterns.mining.chance import bound_below
from onevice_assets.intents.patterns.mining.cluster_texts import cluster_texts, thresholds_of, unit
from onevice_assets.intents.patterns.mining.turns import Turn, UserTurns
from resources.identity import derived_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_TURNS: Final = 3
LEAST_CONVERSATIONS: Final = 2
MOST_EXAMPLES: Final = 5
_DIGITS: Final = 6

Row = dict[str, Any]


@dataclass(frozen=True)
class FoundPatterns:
    """A user's patterns.

    Attributes:
        rows: of `patterns`, in the order of the clusters' numbers.
        means: (k, d) mean direction of each.
        of_turn: for each turn of the user the place in `rows`, or -1.
        similarities: for each turn the cosine to the mean of its pattern's other turns.
    """

    rows: list[Row]
    means: NDArray[np.float32]
    of_turn: NDArray[np.int64]
    similarities: NDArray[np.float64]


def find_patterns(user: UserTurns, organization_id: str, model: str) -> FoundPatterns:
    """Find what a user asks again and again: in 3 turns and 2 conversations at least.

    Args:
        user: the turns.
        organization_id: whose the user is.
        model: whose vectors they are.
    """
    places = {text: place for place, text in enumerate(user.texts)}
    text_of = np.array([places.get(one.normalized, -1) for one in user.turns], np.int64)
    threshold = thresholds_of(model).same
    labels = cluster_texts(user.vectors, _tell_kinds(user), threshold)
    of_turn = np.where(text_of >= 0, labels[text_of] if len(labels) else -1, -1)
    of_turn = _keep_recurring(of_turn, user.turns)
    count = int(of_turn.max(initial=-1)) + 1
    vectors = user.vectors[np.maximum(text_of, 0)] if len(user.texts) else user.vectors
    sums = np.zeros((count, user.vectors.shape[1]), np.float64)
    np.add.at(sums, of_turn[of_turn >= 0], vectors[of_turn >= 0])
    own, is_clear = _judge_turns(vectors, of_turn, sums, threshold)
    conversations = len({one.conversation_id for one in user.turns})
    rows = []
    for place in range(count):
        members = np.flatnonzero(of_turn == place)
        told = _tell([user.turns[n] for n in members.tolist()], own[members], is_clear[members])
        told["conversation_share"] = round(told["conversation_count"] / conversations, _DIGITS)
        rows.append(_identify(told, organization_id, model))
    return FoundPatterns(rows, unit(sums.astype(np.float32)), of_turn, own)


def _tell_kinds(user: UserTurns) -> list[str]:
    """The kind of each text: of most of its turns, on a tie the first by the alphabet."""
    counts: dict[str, Counter[str]] = {text: Counter() for text in user.texts}
    for one in user.turns:
        if one.normalized in counts:
            counts[one.normalized][one.intent_type] += 1
    return [_most(counts[text]) for text in user.texts]


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def _keep_recurring(labels: NDArray[np.int64], turns: Any) -> NDArray[np.int64]:
    """Clusters that are seldom become -1; the others are numbered anew, from 0."""
    seen: dict[int, set[str]] = {}
    for label, one in zip(labels.tolist(), turns, strict=True):
        seen.setdefault(label, set()).add(one.conversation_id)
    sizes = Counter(labels.tolist())
    kept = sorted(
        label
        for label, conversations in seen.items()
        if label >= 0 and sizes[label] >= LEAST_TURNS and len(conversations) >= LEAST_CONVERSATIONS
    )
    number = {label: place for place, label in enumerate(kept)}
    return np.array([number.get(label, -1) for label in labels.tolist()], np.int64)


def _judge_turns(
    vectors: NDArray[np.float32],
    of_turn: NDArray[np.int64],
    sums: NDArray[np.float64],
    threshold: float,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Each turn's cosine to its pattern without it, and whether it is clearly of that pattern."""
    own = np.full(len(of_turn), -1.0)
    is_clear = np.zeros(len(of_turn), bool)
    means = unit(sums.astype(np.float32))
    for place in range(len(sums)):
        members = np.flatnonzero(of_turn == place)
        others = unit((sums[place] - vectors[members]).astype(np.float32))
        mine = np.round(np.einsum("ij,ij->i", others, vectors[members]).astype(float), _DIGITS)
        rivals = vectors[members] @ np.delete(means, place, axis=0).T
        own[members] = np.clip(mine, -1, 1)
        is_clear[members] = (mine >= threshold) & (mine > rivals.max(axis=1, initial=-1))
    return own, is_clear


def _tell(turns: list[Turn], own: NDArray[np.float64], is_clear: NDArray[np.bool_]) -> Row:
    texts = Counter(one.normalized for one in turns)
    best = max(range(len(turns)), key=lambda n: (texts[turns[n].normalized], own[n], turns[n].id))
    kinds = Counter(one.intent_type for one in turns)
    kind = _most(kinds)
    first = min(turns, key=lambda one: (one.asked_at, one.normalized))
    conversations = len({one.conversation_id for one in turns})
    clear = float(is_clear.mean())
    spoken = {one.normalized: one.text for one in sorted(turns, key=lambda one: one.id)}
    examples = sorted(texts, key=lambda text: (-texts[text], text))[:MOST_EXAMPLES]
    return {
        "user_id": first.user_id,
        "pattern_type": kind,
        "label": turns[best].text,
        "anchor_text": first.normalized,
        "examples": json.dumps([spoken[text] for text in examples], ensure_ascii=False),
        "support": len(turns),
        "conversation_count": conversations,
        "clear_share": round(clear, _DIGITS),
        "confidence": round(bound_below(clear, conversations), _DIGITS),
        "type_share": round(kinds[kind] / len(turns), _DIGITS),
        "first_at": first.asked_at,
        "last_at": max(one.asked_at for one in turns),
    }


def _identify(told: Row, organization_id: str, model: str) -> Row:
    """The id is made of the first turn: a pattern that grows stays the same one."""
    key = (organization_id, told["user_id"], told["anchor_text"])
    return {
        "id": derived_id(told["first_at"], "patterns", *key),
        "organization_id": organization_id,
        **told,
        "embedding_model": model,
        "created_at": told["first_at"],
    }
