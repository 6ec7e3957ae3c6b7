"""Statements of one subject and relation → its facts, in both times.

What is known at a moment follows from the statements known by then that none known by then
withdraws; the order in which they were delivered changes nothing. In one slot (`fact.slot_of`):

1. Statements with an open end stand until the next of them begins: the one that begins last is
   the standing one. Of two that begin at one moment the newer one stands.
2. A statement with an end holds over the standing one if it begins after it or is newer; of those
   that do, the newest.

So a late "from 5 March" takes its place before "from 10 March" that was known sooner, and after a
time that was stated with both ends, what stood before carries on. `answer_by_scan.py` says the same
in other words, and a property test compares the two.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.fact import Fact, slot_of
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement

Segment = tuple[int, int, str]
"""Start, end, id of the statement that is so."""


def derive_facts(
    relation: Relation,
    statements: Iterable[Statement],
    current: Iterable[Fact] = (),
    after: int = BEGINNING,
) -> list[Fact]:
    """Derive the facts of one subject and relation.

    Args:
        relation: how it holds.
        statements: all there are, in any order.
        current: what is known at `after`, where only newer statements have come since then.
        after: newest moment of knowledge that `current` has seen.

    Returns:
        `current`, ended where it is known no longer, and what is new since `after`: by default
        every fact that was ever known, oldest knowledge first.
    """
    every = list(statements)
    if len(every) == 1 and after == BEGINNING:  # as most are
        only = every[0]
        return [_whole(only, FOREVER)] if only.claims and not only.denies else []
    withdrawn = _find_withdrawals(every)
    before: dict[str | None, list[Fact]] = defaultdict(list)
    for fact in current:
        before[slot_of(relation.holds, fact.object)].append(fact)
    slots: dict[str | None, list[Statement]] = defaultdict(list)
    for one in every:
        if one.claims and withdrawn.get(one.id, FOREVER) > one.known_at:
            slots[slot_of(relation.holds, one.object)].append(one)
    made: list[Fact] = []
    for slot, said in slots.items():
        made += _Slot(said, withdrawn, before[slot]).trace(after)
    return sorted(made, key=lambda fact: (fact.known.start, fact.valid, fact.object))


def _find_withdrawals(statements: Sequence[Statement]) -> dict[str, int]:
    """Since when a statement is known to be wrong, by its id."""
    first: dict[str, int] = {}
    for one in statements:
        if one.withdraws is not None:
            first[one.withdraws] = min(one.known_at, first.get(one.withdraws, FOREVER))
    return first


@dataclass
class _Slot:
    """Statements that cannot hold at once, and what is known of them so far."""

    statements: list[Statement]
    withdrawn: dict[str, int]
    current: list[Fact]

    def trace(self, after: int) -> list[Fact]:
        """Every fact, where `current` is what was known at `after`."""
        if len(self.statements) == 1 and not self.current:
            return self._trace_one(self.statements[0], after)
        by_id = {one.id: one for one in self.statements}
        known = {(f.valid.start, f.valid.end, f.statement_id): f.known.start for f in self.current}
        done: list[Fact] = []
        for moment, hull in self._changes(after):
            window = _widen(hull, known)
            inside = {one for one in known if window.start <= one[0] and one[1] <= window.end}
            wanted = set(segment(self._live(moment, window), window))
            for gone in inside - wanted:
                done.append(_fact(by_id[gone[2]], gone, known.pop(gone), moment))
            known.update(dict.fromkeys(wanted - inside, moment))
        done += [_fact(by_id[one[2]], one, since, FOREVER) for one, since in known.items()]
        return done

    def _trace_one(self, only: Statement, after: int) -> list[Fact]:
        """What follows from one statement alone, which most are."""
        if only.denies or only.known_at <= after:
            return []
        return [_whole(only, self.withdrawn.get(only.id, FOREVER))]

    def _changes(self, after: int) -> Iterator[tuple[int, Interval]]:
        """Moments at which something became known, with the time it is about."""
        about: dict[int, list[Interval]] = defaultdict(list)
        for one in self.statements:
            for moment in (one.known_at, self.withdrawn.get(one.id, FOREVER)):
                if after < moment < FOREVER:
                    about[moment].append(one.valid)
        for moment in sorted(about):
            start, end = (min(i.start for i in about[moment]), max(i.end for i in about[moment]))
            yield moment, Interval(start, end)

    def _live(self, moment: int, window: Interval) -> list[Statement]:
        return [
            one
            for one in self.statements
            if one.known_at <= moment < self.withdrawn.get(one.id, FOREVER)
            and one.valid.meets(window)
        ]


def segment(statements: Iterable[Statement], window: Interval) -> Iterator[Segment]:
    """What holds in a window, at one state of knowledge; denials leave gaps.

    Args:
        statements: those of one slot that are not withdrawn.
        window: only times in it are told.
    """
    every = list(statements)
    standing = _list_standing(every, window)
    bounded = sorted((one for one in every if one.valid.end != FOREVER), key=_start)
    ends = (min(one.valid.end, window.end) for one in bounded)
    starts = (max(one.valid.start, window.start) for one in bounded)
    cuts = sorted({window.start, window.end, *starts, *ends, *(at for at, _ in standing)})
    begins = [at for at, _ in standing]
    active: list[tuple[tuple[int, str], Statement]] = []
    next_, last = 0, None
    for start, end in pairwise(cuts):
        while next_ < len(bounded) and bounded[next_].valid.start <= start:
            insort(active, (bounded[next_].rank, bounded[next_]), key=lambda pair: pair[0])
            next_ += 1
        active = [pair for pair in active if pair[1].valid.end > start]
        at = bisect_left(begins, start + 1) - 1
        winner = _choose(active, standing[at][1] if at >= 0 else None)
        if last is not None and last[2] is winner:
            last = (last[0], end, winner)
            continue
        yield from _tell(last)
        last = (start, end, winner)
    yield from _tell(last)


def _tell(found: tuple[int, int, Statement | None] | None) -> Iterator[Segment]:
    if found is not None and found[2] is not None and not found[2].denies:
        yield found[0], found[1], found[2].id


def _start(statement: Statement) -> int:
    return statement.valid.start


def _list_standing(
    statements: Sequence[Statement], window: Interval
) -> list[tuple[int, Statement]]:
    """Where each statement with an open end begins to stand, in order."""
    newest: dict[int, Statement] = {}
    for one in statements:
        if one.valid.end == FOREVER:
            other = newest.get(one.valid.start)
            if other is None or one.rank > other.rank:
                newest[one.valid.start] = one
    inside = {max(at, window.start): newest[at] for at in sorted(newest) if at < window.end}
    return sorted(inside.items())


def _choose(
    active: Sequence[tuple[tuple[int, str], Statement]], standing: Statement | None
) -> Statement | None:
    for rank, one in reversed(active):
        if standing is None or one.valid.start > standing.valid.start or rank > standing.rank:
            return one
    return standing


def _whole(only: Statement, until: int) -> Fact:
    """What follows from a statement that no other one meets."""
    span = (only.valid.start, only.valid.end, only.id)
    return _fact(only, span, only.known_at, until)


def _widen(hull: Interval, known: Iterable[Segment]) -> Interval:
    """A window with every segment it touches whole in it."""
    touched = [one for one in known if one[0] <= hull.end and hull.start <= one[1]]
    starts, ends = [one[0] for one in touched], [one[1] for one in touched]
    return Interval(min([hull.start, *starts]), max([hull.end, *ends]))


def _fact(statement: Statement, segment_: Segment, since: int, until: int) -> Fact:
    start, end, identity = segment_
    return Fact(
        statement.subject,
        statement.relation,
        str(statement.object),
        Interval(start, end),
        Interval(since, until),
        identity,
    )
