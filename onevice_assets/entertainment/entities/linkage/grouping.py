"""Grouping mentions by evidence: rounds of merging the surest pairs until nothing changes.

Groups that share a key are judged with all they know by then, so that what one mention adds
helps the next. In a round each group merges once at most, the surest first; ties are decided by
ids, so the order of the input changes nothing. What a person decided goes before any evidence.
Not here: what is evidence (`people`, `organizations`, `projects`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Generic, TypeVar

from onevice_assets.entertainment.entities.linkage.mentions import (
    Decision,
    M,
    Merge,
    Review,
)
from resources.errors import InputError

MERGE_FROM: Final = 0.9  # the seed's 0.9: below, a person decides
REVIEW_FROM: Final = 0.5
_NEAR: Final = 2.0  # bits: two readings of a short name this near are not told apart
_MOST_IN_BLOCK: Final = 400

P = TypeVar("P")
Group = tuple[M, ...]


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
        describe: what a group of mentions knows.
        keys: what another group must share to be looked at.
        judge: what speaks for two descriptions being one; symmetric.
    """

    describe: Callable[[Group[M]], P]
    keys: Callable[[P], Collection[str]]
    judge: Callable[[P, P], Judgement]


@dataclass(frozen=True)
class Grouping(Generic[M]):
    """Groups sorted by their first mention, the merges in order, and what to review."""

    groups: list[Group[M]]
    merges: list[Merge]
    reviews: list[Review]


def group_mentions(
    mentions: Iterable[M], rules: Rules[M, P], decisions: Collection[Decision] = ()
) -> Grouping[M]:
    """Group mentions.

    Args:
        mentions: any order; ids must differ.
        rules: what is evidence.
        decisions: what people decided; about mentions not there they say nothing.

    Raises:
        InputError: an id comes twice, or decisions say both one and apart of two mentions.
    """
    singles: list[Group[M]] = [(one,) for one in mentions]
    groups = sorted(singles, key=_key)
    _check(groups, decisions)
    apart = [(d.one, d.other) for d in decisions if d.as_ == "apart"]
    groups, merges = _join_decided(groups, decisions, apart)
    while True:
        judged = _judge_all(groups, rules, apart)
        chosen = _choose(groups, judged, rules)
        if not chosen:
            return Grouping(groups, merges, _reviews(groups, judged))
        groups, done = _merge(groups, chosen)
        merges += done


def _key(group: Group[M]) -> tuple[object, ...]:
    first = group[0]
    return (first.day, first.id)


def _ids(group: Group[M]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in group))


def _check(groups: list[Group[M]], decisions: Collection[Decision]) -> None:
    ids = [group[0].id for group in groups]
    if len(set(ids)) < len(ids):
        twice = sorted({one for one in ids if ids.count(one) > 1})[:3]
        raise InputError(f"Mentions were to be grouped, but ids come twice: {', '.join(twice)}.")
    said = defaultdict(set)
    for one in decisions:
        said[frozenset((one.one, one.other))].add(one.as_)
    both = [sorted(pair) for pair, words in said.items() if len(words) > 1]
    if both:
        raise InputError(f"Decisions say of mentions {both[0]} both that they are one and apart.")


def _join_decided(
    groups: list[Group[M]], decisions: Collection[Decision], apart: list[tuple[str, str]]
) -> tuple[list[Group[M]], list[Merge]]:
    merges: list[Merge] = []
    for decision in sorted(decisions):
        where = {one.id: place for place, group in enumerate(groups) for one in group}
        places = {where[one] for one in (decision.one, decision.other) if one in where}
        if decision.as_ == "one" and len(places) == 2:
            first, second = sorted(places)
            if _is_apart(groups[first], groups[second], apart):
                raise InputError(
                    f"Mentions {decision.one} and {decision.other} were decided to be one, but "
                    "other decisions keep their entities apart. Take one of them back."
                )
            found = Judgement(60.0, ("decided by a person",), has_context=True)
            groups, done = _merge(groups, [(first, second, found)])
            merges += done
    return groups, merges


def _is_apart(one: Group[M], other: Group[M], apart: list[tuple[str, str]]) -> bool:
    mine, yours = {m.id for m in one}, {m.id for m in other}
    return any((a in mine and b in yours) or (b in mine and a in yours) for a, b in apart)


def _judge_all(
    groups: list[Group[M]], rules: Rules[M, P], apart: list[tuple[str, str]]
) -> dict[tuple[int, int], Judgement]:
    """What speaks for each two groups that share a key, where it is enough for a review."""
    described = [rules.describe(group) for group in groups]
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(described):
        for key in rules.keys(one):
            blocks[key].append(place)
    judged: dict[tuple[int, int], Judgement] = {}
    for place, one in enumerate(described):
        near = {o for key in rules.keys(one) for o in blocks[key][:_MOST_IN_BLOCK] if o > place}
        for other in near:
            found = rules.judge(one, described[other])
            is_apart = bool(apart) and _is_apart(groups[place], groups[other], apart)
            if found.chance >= REVIEW_FROM and not is_apart:
                judged[place, other] = found
    return judged


def _choose(
    groups: list[Group[M]], judged: dict[tuple[int, int], Judgement], rules: Rules[M, P]
) -> list[tuple[int, int, Judgement]]:
    """Pairs to merge in this round: the surest first, each group once, no ambiguous short name."""
    sure = {pair: found for pair, found in judged.items() if found.merges}
    doubtful = _find_doubtful(groups, sure, rules)
    taken: set[int] = set()
    chosen = []
    for pair in sorted(sure, key=lambda pair: (-sure[pair].bits, pair)):
        if pair not in doubtful and not taken & set(pair):
            taken |= set(pair)
            chosen.append((*pair, sure[pair]))
    return chosen


def _find_doubtful(
    groups: list[Group[M]], sure: dict[tuple[int, int], Judgement], rules: Rules[M, P]
) -> set[tuple[int, int]]:
    """Pairs by which a short name would go to one of two who cannot be one, equally likely."""
    near: dict[int, list[tuple[int, Judgement]]] = defaultdict(list)
    for (one, other), found in sure.items():
        if found.is_short:
            near[one].append((other, found))
            near[other].append((one, found))
    doubtful: set[tuple[int, int]] = set()
    for place, fits in near.items():
        best = max(found.bits for _, found in fits)
        close = [other for other, found in fits if found.bits > best - _NEAR]
        for one, other in combinations(close, 2):
            both = rules.judge(rules.describe(groups[one]), rules.describe(groups[other]))
            if both.is_forbidden:
                doubtful |= {(min(place, fit), max(place, fit)) for fit in (one, other)}
    return doubtful


def _merge(
    groups: list[Group[M]], chosen: Iterable[tuple[int, int, Judgement]]
) -> tuple[list[Group[M]], list[Merge]]:
    merges, absorbed = [], set()
    new = list(groups)
    for first, second, found in chosen:
        merges.append(Merge(_ids(groups[first]), _ids(groups[second]), found.chance, found.reasons))
        new[first] = tuple(sorted((*groups[first], *groups[second]), key=lambda m: (m.day, m.id)))
        absorbed.add(second)
    kept = [group for place, group in enumerate(new) if place not in absorbed]
    return sorted(kept, key=_key), merges


def _reviews(groups: list[Group[M]], judged: dict[tuple[int, int], Judgement]) -> list[Review]:
    found = [
        Review(_ids(groups[one]), _ids(groups[other]), judgement.chance, judgement.reasons)
        for (one, other), judgement in judged.items()
        if judgement.chance >= (MERGE_FROM if judgement.is_forbidden else REVIEW_FROM)
    ]
    return sorted(found, key=lambda review: (-review.chance, review.one, review.other))
