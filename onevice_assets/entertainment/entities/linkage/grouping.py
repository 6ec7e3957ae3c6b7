"""Grouping mentions by evidence: rounds of merging the surest pairs until nothing changes.

Groups that share a key are judged with all they know by then, so that what one mention adds
helps the next; a pair of which neither changed is not judged again. In a round each group merges
once at most, the surest first; ties are decided by ids, so the order of the input changes
nothing. What a person decided goes before any evidence.
Not here: which pairs are looked at (`pairs`), what is evidence (`people`, `organizations`,
`projects`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Generic

from onevice_assets.entertainment.entities.linkage.mentions import (
    Decision,
    M,
    Merge,
    Review,
)
from onevice_assets.entertainment.entities.linkage.pairs import (
    MERGE_FROM,
    REVIEW_FROM,
    Apart,
    Group,
    Judgement,
    P,
    Pairs,
    Rules,
    are_apart,
    join,
)
from resources.errors import InputError

_NEAR: Final = 2.0  # bits: two readings of a short name this near are not told apart


@dataclass(frozen=True)
class Grouping(Generic[M]):
    """Groups sorted by their first mention, the merges in order, and what to review.

    Attributes:
        large_blocks: keys that so many share that not all were compared (see `pairs`).
    """

    groups: list[Group[M]]
    merges: list[Merge]
    reviews: list[Review]
    large_blocks: int = 0


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
    apart = _index_apart(decisions)
    groups, merges = _join_decided(groups, decisions, apart)
    pairs = Pairs(groups, rules, apart)
    changed: Collection[int] = range(len(groups))
    while changed:
        pairs.judge(changed)
        chosen = _choose(pairs)
        merges += [_tell(groups[one], groups[other], found) for one, other, found in chosen]
        for one, other, _ in chosen:
            pairs.merge(one, other)
        changed = [one for one, _, _ in chosen]
    kept = [group for group in groups if group]
    return Grouping(kept, merges, _reviews(groups, pairs.judged), pairs.large_blocks)


def _key(group: Group[M]) -> tuple[object, ...]:
    first = group[0]
    return (first.day, first.id)


def _ids(group: Group[M]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in group))


def _check(groups: list[Group[M]], decisions: Collection[Decision]) -> None:
    ids = [group[0].id for group in groups]
    if len(set(ids)) < len(ids):
        twice = sorted(one for one, count in Counter(ids).items() if count > 1)[:3]
        raise InputError(f"Mentions were to be grouped, but ids come twice: {', '.join(twice)}.")
    said = defaultdict(set)
    for one in decisions:
        said[frozenset((one.one, one.other))].add(one.as_)
    both = [sorted(pair) for pair, words in said.items() if len(words) > 1]
    if both:
        raise InputError(f"Decisions say of mentions {both[0]} both that they are one and apart.")


def _index_apart(decisions: Collection[Decision]) -> Apart:
    found: Apart = defaultdict(set)
    for one in decisions:
        if one.as_ == "apart":
            found[one.one].add(one.other)
            found[one.other].add(one.one)
    return found


def _join_decided(
    groups: list[Group[M]], decisions: Collection[Decision], apart: Apart
) -> tuple[list[Group[M]], list[Merge]]:
    merges: list[Merge] = []
    where = {one.id: place for place, group in enumerate(groups) for one in group}
    for decision in sorted(decisions):
        places = {where[one] for one in (decision.one, decision.other) if one in where}
        if decision.as_ == "one" and len(places) == 2:
            first, second = sorted(places)
            if are_apart(groups[first], groups[second], apart):
                raise InputError(
                    f"Mentions {decision.one} and {decision.other} were decided to be one, but "
                    "other decisions keep their entities apart. Take one of them back."
                )
            found = Judgement(60.0, ("decided by a person",), has_context=True)
            merges.append(_tell(groups[first], groups[second], found))
            where |= {one.id: first for one in groups[second]}
            groups[first] = join(groups[first], groups[second])
            groups[second] = ()
    return [group for group in groups if group], merges


def _tell(kept: Group[M], absorbed: Group[M], found: Judgement) -> Merge:
    return Merge(_ids(kept), _ids(absorbed), found.chance, found.reasons)


def _choose(pairs: Pairs[M, P]) -> list[tuple[int, int, Judgement]]:
    """Pairs to merge in this round: the surest first, each group once, no ambiguous short name."""
    sure = {pair: found for pair, found in pairs.judged.items() if found.merges}
    doubtful = _find_doubtful(sure, pairs)
    taken: set[int] = set()
    chosen = []
    for pair in sorted(sure, key=lambda pair: (-sure[pair].bits, pair)):
        if pair not in doubtful and not taken & set(pair):
            taken |= set(pair)
            chosen.append((*pair, sure[pair]))
    return chosen


def _find_doubtful(
    sure: dict[tuple[int, int], Judgement], pairs: Pairs[M, P]
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
        close = sorted(other for other, found in fits if found.bits > best - _NEAR)
        for one, other in combinations(close, 2):
            if pairs.exclude(one, other):
                doubtful |= {(min(place, fit), max(place, fit)) for fit in (one, other)}
    return doubtful


def _reviews(groups: list[Group[M]], judged: dict[tuple[int, int], Judgement]) -> list[Review]:
    found = [
        Review(_ids(groups[one]), _ids(groups[other]), judgement.chance, judgement.reasons)
        for (one, other), judgement in judged.items()
        if judgement.chance >= (MERGE_FROM if judgement.is_forbidden else REVIEW_FROM)
    ]
    return sorted(found, key=lambda review: (-review.chance, review.one, review.other))
