"""Pairs of groups of mentions, judged once and again only when one of both changed.

Groups that share a key are compared. A key that more than `MOST_IN_BLOCK` groups share is a
large block: there a group is compared with those next to it by name, `_NEXT` on either side, and
with all the others its rarer keys bring; how many such keys there were is told. So time and
memory grow with the mentions and not with their square. Not here: which pairs merge (`grouping`).
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from onevice_assets.entertainment.entities.linkage.mentions import M

MERGE_FROM: Final = 0.9  # the seed's 0.9: below, a person decides
REVIEW_FROM: Final = 0.5
_REVIEW_BITS: Final = math.log2(REVIEW_FROM / (1 - REVIEW_FROM))
MOST_IN_BLOCK: Final = 60
_NEXT: Final = 15

P = TypeVar("P")
Group = tuple[M, ...]
Apart = defaultdict[str, set[str]]  # mentions that a person decided are of others, per mention


@dataclass(frozen=True)
class Judgement:
    """What speaks for two groups being one.

    Attributes:
        bits: log2 of the odds that they are.
        reasons: the evidence, for people.
        has_context: whether anything but the name speaks for it; without, they never merge.
        is_forbidden: whether something rules it out.
        is_short: whether it rests on a short form that may fit others.
    """

    bits: float
    reasons: tuple[str, ...] = ()
    has_context: bool = False
    is_forbidden: bool = False
    is_short: bool = False

    @property
    def chance(self) -> float:
        """Probability, 0–1."""
        return round(1 / (1 + math.exp2(-max(-60.0, min(60.0, self.bits)))), 4)

    @property
    def merges(self) -> bool:
        """Whether it is enough to make them one."""
        return self.has_context and not self.is_forbidden and self.chance >= MERGE_FROM


@dataclass(frozen=True)
class Rules(Generic[M, P]):
    """What is evidence for one kind of entity.

    Attributes:
        table: the entities' table, so that ids of two kinds never meet.
        is_named: whether a name can be told from another; other mentions are left out.
        describe: what a group of mentions knows.
        keys: what another group must share to be looked at.
        judge: what speaks for two descriptions being one; symmetric.
        order: where a description stands in a large block, so that the likeliest are next to it.
    """

    table: str
    is_named: Callable[[str], bool]
    describe: Callable[[Group[M]], P]
    keys: Callable[[P], Collection[str]]
    judge: Callable[[P, P], Judgement]
    order: Callable[[P], str]


def are_apart(one: Group[M], other: Group[M], apart: Apart) -> bool:
    """Whether a person decided that a mention of one group is of another entity than the other."""
    yours = {mention.id for mention in other}
    return any(not yours.isdisjoint(apart[m.id]) for m in one if m.id in apart)


def join(one: Group[M], other: Group[M]) -> Group[M]:
    """Mentions of two groups by day and id."""
    return tuple(sorted((*one, *other), key=lambda m: (m.day, m.id)))


class Pairs(Generic[M, P]):
    """Judged pairs of groups.

    Attributes:
        judged: per pair of places, the lower first, what speaks for it if enough for a review.
        large_blocks: keys that more than `MOST_IN_BLOCK` groups shared at the start.
    """

    def __init__(self, groups: list[Group[M]], rules: Rules[M, P], apart: Apart) -> None:
        """Describe all groups.

        Args:
            groups: by their first mention; merging changes this list in place.
            rules: what is evidence.
            apart: decisions to keep apart.
        """
        self.judged: dict[tuple[int, int], Judgement] = {}
        self._groups, self._rules, self._apart = groups, rules, apart
        self._known: list[P] = [rules.describe(group) for group in groups]
        self._keys: list[Collection[str]] = [rules.keys(one) for one in self._known]
        self._order = [(rules.order(one), place) for place, one in enumerate(self._known)]
        self._blocks: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._near: dict[int, set[int]] = defaultdict(set)
        self._excluded: dict[tuple[int, int], bool] = {}
        self._asked: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for place, keys in enumerate(self._keys):
            for key in keys:
                self._blocks[key].append(self._order[place])
        for block in self._blocks.values():
            block.sort()
        self.large_blocks = sum(len(block) > MOST_IN_BLOCK for block in self._blocks.values())

    def judge(self, changed: Iterable[int]) -> None:
        """Judge each pair that one of the changed groups is in."""
        done: set[int] = set()
        for place in changed:
            for other in self._find_near(place) - done:
                self._judge_pair(min(place, other), max(place, other))
            done.add(place)

    def merge(self, one: int, other: int) -> None:
        """Make two groups one, at the place of the first."""
        for place in (one, other):
            self._forget(place)
        self._groups[one] = join(self._groups[one], self._groups[other])
        self._groups[other] = ()
        self._known[one] = self._rules.describe(self._groups[one])
        self._keys[one], self._keys[other] = self._rules.keys(self._known[one]), ()
        self._order[one] = self._rules.order(self._known[one]), one
        for key in self._keys[one]:
            insort(self._blocks[key], self._order[one])

    def exclude(self, one: int, other: int) -> bool:
        """Whether two groups cannot be one."""
        pair = (min(one, other), max(one, other))
        if pair not in self._excluded:
            found = self._rules.judge(self._known[pair[0]], self._known[pair[1]])
            self._excluded[pair] = found.is_forbidden
            for place in pair:
                self._asked[place].add(pair)
        return self._excluded[pair]

    def _find_near(self, place: int) -> set[int]:
        near: set[int] = set()
        for key in self._keys[place]:
            block = self._blocks[key]
            if len(block) > MOST_IN_BLOCK:
                at = bisect_left(block, self._order[place])
                block = block[max(0, at - _NEXT) : at + _NEXT + 1]
            near.update([other for _, other in block])
        near.discard(place)
        return near

    def _judge_pair(self, one: int, other: int) -> None:
        found = self._rules.judge(self._known[one], self._known[other])
        if found.bits >= _REVIEW_BITS and not (
            self._apart and are_apart(self._groups[one], self._groups[other], self._apart)
        ):
            self.judged[one, other] = found
            self._near[one].add(other)
            self._near[other].add(one)

    def _forget(self, place: int) -> None:
        """Take a group out of blocks and pairs, before it changes."""
        mine = self._order[place]
        for key in self._keys[place]:
            block = self._blocks[key]
            del block[bisect_left(block, mine)]
        for other in self._near.pop(place, set()):
            del self.judged[min(place, other), max(place, other)]
            self._near[other].discard(place)
        for pair in self._asked.pop(place, set()):
            self._excluded.pop(pair, None)
