"""One user's turns, with the vector of each: what patterns are mined from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from resources.text_folding import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AROUND = re.compile(r"^[^\w]+|[^\w]+$")


@dataclass(frozen=True)
class Turn:
    """One turn; `normalized` is empty where nothing is said (`???`): it is of no intent then."""

    id: str
    user_id: str
    conversation_id: str
    turn: int
    asked_at: datetime
    text: str
    normalized: str
    intent_type: str


@dataclass(frozen=True)
class UserTurns:
    """All turns of one user.

    Attributes:
        turns: by conversation and place in it.
        texts: distinct normalised texts, the most frequent first, then by the alphabet.
        vectors: one row of length 1 per text.
    """

    turns: Sequence[Turn]
    texts: Sequence[str]
    vectors: NDArray[np.float32]


def normalize(text: str) -> str:
    """Folded text without marks around it: what makes two askings word for word the same."""
    return _AROUND.sub("", fold(text))


def read_turn(row: Mapping[str, Any]) -> Turn:
    """A row of `conversation_turns`."""
    return Turn(
        id=row["id"],
        user_id=row["user_id"],
        conversation_id=row["conversation_id"],
        turn=row["turn"],
        asked_at=row["asked_at"],
        text=row["turn_text"],
        normalized=normalize(row["turn_text"]),
        intent_type=row["intent_type"],
    )
