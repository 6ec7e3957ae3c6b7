"""The meaning of facts in two times, as a full scan of all statements: slow, and hard to get wrong.

No index, no derived rows, nothing kept between two questions. What every store answers is compared
with this (tests, `onevice evaluate timeline`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement

Answer = set[tuple[str, str]]
"""Objects, each with the id of the statement that says so."""


def answer_at(
    relations: Mapping[str, Relation],
    statements: Sequence[Statement],
    subject: str,
    relation: str,
    valid_at: int,
    known_at: int,
) -> Answer:
    """Who or what it was at a moment, as known at a moment.

    Args:
        relations: by name.
        statements: everything ever said, in any order.
        subject: what is asked about.
        relation: which of its relations.
        valid_at: the moment asked about.
        known_at: statements known later do not count.
    """
    known = [
        one
        for one in statements
        if one.subject == subject and one.relation == relation and one.known_at <= known_at
    ]
    wrong = {one.withdraws for one in known}
    said = [
        one for one in known if one.claims and one.id not in wrong and one.valid.holds(valid_at)
    ]
    if relations[relation].holds == "one":
        return _choose(said)
    answer: Answer = set()
    for object_ in {one.object for one in said}:
        answer |= _choose([one for one in said if one.object == object_])
    return answer


def _choose(said: Sequence[Statement]) -> Answer:
    """Which of several statements about one moment is so."""
    standing = max(
        (one for one in said if one.valid.end == FOREVER),
        key=lambda one: (one.valid.start, one.known_at, one.id),
        default=None,
    )
    over = [
        one
        for one in said
        if one.valid.end != FOREVER
        and (
            standing is None
            or one.valid.start > standing.valid.start
            or (one.known_at, one.id) > (standing.known_at, standing.id)
        )
    ]
    so = max(over, key=lambda one: (one.known_at, one.id), default=standing)
    return set() if so is None or so.denies else {(str(so.object), so.id)}


def list_facts(
    relations: Mapping[str, Relation], statements: Sequence[Statement], subject: str, relation: str
) -> set[Fact]:
    """Every fact there ever was, by asking at each moment at which anything could change."""
    mine = [one for one in statements if (one.subject, one.relation) == (subject, relation)]
    cuts = sorted({BEGINNING, FOREVER, *(at for s in mine for at in (s.valid.start, s.valid.end))})
    history: dict[tuple[int, int, str, str], list[Interval]] = {}
    times = sorted({one.known_at for one in mine})
    for known, until in zip(times, [*times[1:], FOREVER], strict=True):
        asked = [answer_at(relations, mine, subject, relation, at, known) for at in cuts[:-1]]
        for span in _join_times(cuts, asked):
            spans = history.setdefault(span, [])
            if spans and spans[-1].end == known:
                spans[-1] = Interval(spans[-1].start, until)
            else:
                spans.append(Interval(known, until))
    return {
        Fact(subject, relation, object_, Interval(start, end), known, identity)
        for (start, end, object_, identity), spans in history.items()
        for known in spans
    }


def _join_times(cuts: Sequence[int], asked: Sequence[Answer]) -> set[tuple[int, int, str, str]]:
    found = set()
    for answer in set().union(*asked):
        begun: int | None = None
        for at, holding in zip(cuts, [*asked, set()], strict=True):
            if answer in holding and begun is None:
                begun = at
            if answer not in holding and begun is not None:
                found.add((begun, at, *answer))
                begun = None
    return found
