"""Which days were read with other names than those in force, and in which runs to read them again.

Brand states say in each row what they were read with; a partition without rows does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onevice_assets.partitions import split_key
from onevice_assets.tables.answers import llm_brand_states

if TYPE_CHECKING:
    from resources.lake import Lake

BLOCK_DAYS = 30
_LABEL = ("extractor_version", "alias_version")

Range = tuple[str, str]


@dataclass(frozen=True)
class Search:
    """What a search through partitions came to.

    Attributes:
        ranges: first and last partition of each run to make.
        last: the last partition looked at.
        is_done: none is left to look at.
    """

    ranges: list[Range]
    last: str
    is_done: bool


def read_label(lake: Lake, partition: str) -> tuple[str, str] | None:
    """Extractor and alias version a partition was read with; none where it has no row.

    Raises:
        MissingDataError: when it was never written.
    """
    found: Any = lake.read_arrow(llm_brand_states.only(*_LABEL), partition)
    first = found.slice(0, 1).to_pylist()
    return (first[0]["extractor_version"], first[0]["alias_version"]) if first else None


def order(partitions: Iterable[str]) -> list[str]:
    """Newest month first, and in it website by website, so that a website's days are one range.

    Months are blocks of 30 days that every website has in common.
    """
    return sorted(partitions, key=_place)


def search(
    partitions: Sequence[str],
    after: str,
    is_stale: Callable[[str], bool],
    may_go_on: Callable[[int], bool],
) -> Search:
    """Look through partitions until the runs to make are enough, or the time is.

    Args:
        partitions: all of them, in any order.
        after: go on behind this one; empty to begin. It need not be there any more.
        is_stale: reads one.
        may_go_on: asked with the number of runs so far, before every further website or month.
    """
    left = [one for one in order(partitions) if not after or _place(one) > _place(after)]
    ranges: list[Range] = []
    for place, one in enumerate(left):
        is_new = place == 0 or _place(one)[:2] != _place(left[place - 1])[:2]
        if place and is_new and not may_go_on(len(ranges)):
            return Search(ranges, left[place - 1], False)
        if is_stale(one):
            ranges[-1:] = join_ranges(ranges[-1:], one)
    return Search(ranges, left[-1] if left else after, True)


def join_ranges(ranges: Sequence[Range], one: str) -> list[Range]:
    """Append a partition to ranges: to the last, if it is the same website's next day."""
    if ranges:
        first, last = ranges[-1]
        last_day, last_website = split_key(last)
        day, website = split_key(one)
        follows = date.fromisoformat(last_day) + timedelta(1) == date.fromisoformat(day)
        if website == last_website and follows:
            return [*ranges[:-1], (first, one)]
    return [*ranges, (one, one)]


def _place(partition: str) -> tuple[int, str, str]:
    day, website = split_key(partition)
    return -(date.fromisoformat(day).toordinal() // BLOCK_DAYS), website, day
