"""Random histories: statements about few subjects in a short time, so that much overlaps."""

from __future__ import annotations

from uuid import UUID

from hypothesis import strategies as st

from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement

RELATIONS = {
    "driver": Relation("driver", "one"),
    "customer": Relation("customer", "many"),
}
MOMENTS = range(13)


def identity(number: int) -> str:
    return str(UUID(int=number + 1))


@st.composite
def histories(draw: st.DrawFn, most: int = 8, subjects: int = 1) -> list[Statement]:
    """Statements in the order of delivery, which is not that of knowledge."""
    count = draw(st.integers(1, most))
    return [_statement(draw, number, count, subjects) for number in range(count)]


def _statement(draw: st.DrawFn, number: int, count: int, subjects: int) -> Statement:
    about = number % subjects if subjects > 1 else 0
    others = [one for one in range(count) if one != number and one % subjects == about]
    withdraws = draw(st.sampled_from([None, None, None, *map(identity, others)]))
    denies = draw(st.integers(0, 5)) == 0
    object_ = draw(st.sampled_from(["Ann", "Bob", "Cy"]))
    if withdraws is not None and draw(st.booleans()):
        object_, denies = None, False
    start = draw(st.sampled_from([BEGINNING, *MOMENTS[1:-2]]))
    end = draw(st.sampled_from([FOREVER, FOREVER, *range(max(start, 0) + 1, MOMENTS[-1] + 1)]))
    return Statement(
        identity(number),
        f"unit {about}",
        "driver" if about % 2 == 0 else "customer",
        object_,
        Interval(start, end),
        draw(st.integers(100, 105)),
        denies=denies,
        withdraws=withdraws,
    )
