"""What may be asked of patterns, what an answer says, and answering from a user's whole set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from onevice_assets.intents.patterns.graph.statements import MOST_PATTERNS, check_depth
from onevice_assets.tables.audience import INTENT_TYPES
from resources.errors import InputError, MissingDataError

MOST_RELATED: Final = 100
_SHOWN: Final = ("id", "label", "pattern_type", "confidence")
_LONGEST_USER: Final = 250

Row = dict[str, Any]
Endpoint = Literal["list", "show", "next"]
ENDPOINTS: Final[tuple[Endpoint, ...]] = get_args(Endpoint)


@dataclass(frozen=True)
class PatternQuery:
    """Which of a user's patterns are wanted, the surest first.

    Attributes:
        user_id: whose; nobody else's are looked at.
        min_confidence: 0 to 1.
        pattern_type: one type, or all.
        depth: how many steps of RELATED_TO the related patterns may be away, 1 to 5.
        limit: patterns, 1 to 100.

    Raises:
        InputError: one of them is not that; nothing was asked.
    """

    user_id: str
    min_confidence: float = 0.0
    pattern_type: str | None = None
    depth: int = 1
    limit: int = MOST_PATTERNS

    def __post_init__(self) -> None:
        check_user(self.user_id)
        check_depth(self.depth)
        low = self.min_confidence
        if isinstance(low, bool) or not isinstance(low, int | float) or not 0 <= low <= 1:
            raise InputError(f"{str(low)[:40]!r} is no confidence: say 0 to 1. Nothing was asked.")
        if self.pattern_type is not None and self.pattern_type not in INTENT_TYPES:
            raise InputError(
                f"{self.pattern_type[:40]!r} is no type of pattern; there is "
                f"{', '.join(INTENT_TYPES)}. Nothing was asked."
            )
        limit = self.limit
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_PATTERNS:
            raise InputError(
                f"{str(limit)[:40]!r} patterns cannot be listed: say a whole number from 1 to "
                f"{MOST_PATTERNS}. Nothing was asked."
            )


@dataclass(frozen=True)
class Answer:
    """Patterns with where they are from.

    Attributes:
        patterns: as `tell_pattern` has them; of `next` what follows, the surest first.
        source: `graph`, or `cache` where they were read less than an hour ago.
        is_stale: the graph is away: nobody can say whether it is still as it was at `read_at`.
        read_at: when the graph said so, UTC.
    """

    patterns: list[Row]
    source: Literal["graph", "cache"]
    is_stale: bool
    read_at: datetime


@dataclass(frozen=True)
class Snapshot:
    """All patterns of a user and all that ties them.

    Attributes:
        patterns: properties by id; moments as ISO 8601.
        edges: `type`, `start`, `end` and the relationship's properties.
        read_at: when the graph said so, UTC.
    """

    user_id: str
    patterns: Mapping[str, Row]
    edges: list[Row]
    read_at: datetime


def check_user(user_id: str) -> str:
    """A user that may be asked for.

    Raises:
        InputError: no text of 1 to 250 characters; nothing was asked.
    """
    if not isinstance(user_id, str) or not 0 < len(user_id) <= _LONGEST_USER:
        raise InputError(
            f"A user's patterns are asked for by an id of 1 to {_LONGEST_USER} characters; "
            f"{str(user_id)[:40]!r} is none. Nothing was asked."
        )
    return user_id


def to_plain(properties: Mapping[str, Any]) -> Row:
    """Properties as JSON has them."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in properties.items()
    }


def tell_pattern(properties: Row, related: Iterable[tuple[Row, int]]) -> Row:
    """One pattern as the seed has it: its own fields, all else as `data`, and what is around it.

    Args:
        properties: of its node, plain.
        related: properties of others with how many steps away they are, in any order.
    """
    near = sorted(related, key=lambda one: (one[1], -one[0]["confidence"], one[0]["id"]))
    names = ("id", "user_id", "pattern_type", "confidence", "created_at")
    return {
        **{name: properties[name] for name in names},
        "data": {name: properties[name] for name in sorted(properties) if name not in names},
        "related": [
            {**{name: row[name] for name in _SHOWN}, "distance": distance}
            for row, distance in near[:MOST_RELATED]
        ],
    }


def choose(
    snapshot: Snapshot, query: PatternQuery, ids: Collection[str] | None = None
) -> list[Row]:
    """Answer a query from everything a user has, as the graph would.

    Args:
        snapshot: of the user.
        query: what is wanted.
        ids: patterns of the wanted type where that was told elsewhere; else it is looked at here.
    """
    wanted = [
        row
        for row in snapshot.patterns.values()
        if row["confidence"] >= query.min_confidence
        and (query.pattern_type is None or row["pattern_type"] == query.pattern_type)
        and (ids is None or row["id"] in ids)
    ]
    wanted.sort(key=lambda row: (-row["confidence"], row["id"]))
    around = _list_neighbours(snapshot)
    return [
        tell_pattern(
            row,
            (
                (snapshot.patterns[one], distance)
                for one, distance in _walk(around, row["id"], query.depth).items()
            ),
        )
        for row in wanted[: query.limit]
    ]


def tell_one(user_id: str, pattern_id: str, known: Mapping[str, Row], edges: list[Row]) -> Row:
    """One pattern with its ties.

    Args:
        user_id: whose.
        pattern_id: which.
        known: properties of it and of the other ends, by id.
        edges: with `type`, `start`, `end` and measures.

    Raises:
        MissingDataError: it is not known.
    """
    if pattern_id not in known:
        raise MissingDataError(
            f"{user_id[:100]} has no pattern {pattern_id[:100]!r}: `onevice intents list` shows "
            "those there are."
        )
    told = tell_pattern(known[pattern_id], ())
    del told["related"]
    return {**told, "ties": list_ties(edges, pattern_id, known)}


def list_ties(edges: Iterable[Row], pattern_id: str, others: Mapping[str, Row]) -> list[Row]:
    """What ties a pattern to others: type, direction, the other's label, measures.

    Args:
        edges: with `type`, `start`, `end` and measures.
        pattern_id: whose ties.
        others: properties of the other ends by id.
    """
    ties: list[dict[str, Any]] = []
    for one in edges:
        ends = (one["start"], one["end"])
        if pattern_id not in ends:
            continue
        other = others[ends[1] if ends[0] == pattern_id else ends[0]]
        ties.append(
            {
                "type": one["type"],
                "is_outgoing": one["type"] == "LEADS_TO" and ends[0] == pattern_id,
                **{name: other[name] for name in _SHOWN[:3]},
                **{name: one[name] for name in _MEASURES if name in one},
            }
        )
    return sorted(ties, key=_strength)


_MEASURES: Final = (
    *("support", "conversation_count", "confidence", "confidence_low", "base_rate", "lift"),
    *("npmi", "similarity", "p_value"),
)
_SURENESS: Final = ("confidence_low", "npmi", "similarity")


def _strength(tie: Row) -> tuple[Any, ...]:
    sure = next(float(tie[name]) for name in _SURENESS if name in tie)
    return (tie["type"], not tie["is_outgoing"], -sure, tie["id"])


def _list_neighbours(snapshot: Snapshot) -> dict[str, set[str]]:
    around: dict[str, set[str]] = defaultdict(set)
    for one in snapshot.edges:
        if one["type"] == "RELATED_TO":
            around[one["start"]].add(one["end"])
            around[one["end"]].add(one["start"])
    return around


def _walk(around: Mapping[str, set[str]], start: str, depth: int) -> dict[str, int]:
    """Every pattern within so many steps, with how many it takes; not the start itself."""
    found, edge = {start: 0}, {start}
    for distance in range(1, depth + 1):
        edge = {other for one in edge for other in around.get(one, ())} - found.keys()
        found |= dict.fromkeys(edge, distance)
    del found[start]
    return found
