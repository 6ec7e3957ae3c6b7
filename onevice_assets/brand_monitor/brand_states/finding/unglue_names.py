"""Find names in lists whose line breaks were lost: "AmazonBest BuyTargetWalmart".

Such a line is taken apart where a capital follows a small letter, and read again. What it names
then counts only where two sure names turn up inside glued words, so that "YouTube" stays whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention

_GLUED = re.compile(r"[A-Z](?<=[a-z]{3}.)[a-z]")
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_REACH = 80
_ENOUGH = 2


def unglue_names(
    text: str, found: Sequence[Mention], find: Callable[[str], list[Mention]]
) -> list[Mention]:
    """Add the mentions hidden in glued words to those found, in reading order.

    Args:
        text: the answer.
        found: mentions found in it as it stands.
        find: finds mentions in a piece of text.
    """
    seams = [glued.start() for glued in _GLUED.finditer(text)]
    if len(seams) < _ENOUGH:
        return list(found)
    covered = [(mention.start, mention.end) for mention in found]
    seams = [seam for seam in seams if not _covers(covered, seam)]
    added: list[Mention] = []
    end = 0
    for seam, following in pairwise(seams):
        if seam < end or following - seam > _REACH:
            continue
        start, end = _stretch(text, seam, following)
        hidden = [m for m in _read_apart(text, start, end, find) if not _overlaps(m, covered)]
        if sum(mention.is_sure for mention in hidden) >= _ENOUGH:
            added += hidden
    return sorted([*found, *added], key=_start) if added else list(found)


def _stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """The words around two seams, up to the ends of their line or 80 characters."""
    low = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    newline = text.find("\n", end, end + _REACH)
    high = min(len(text), end + _REACH) if newline < 0 else newline
    while 0 < low < start and text[low - 1].isalnum():
        low += 1
    return low, high


def _read_apart(
    text: str, start: int, end: int, find: Callable[[str], list[Mention]]
) -> list[Mention]:
    piece = text[start:end]
    seams = [seam.start() for seam in _SEAM.finditer(piece)]
    mentions = []
    for mention in find(_SEAM.sub(" ", piece)):
        first = start + mention.start - _count_before(seams, mention.start)
        last = start + mention.end - _count_before(seams, mention.end)
        if " " in text[first:last] or text[first:last].isalnum():
            mentions.append(mention._replace(start=first, end=last))
    return mentions


def _count_before(seams: Sequence[int], at: int) -> int:
    """How many of the spaces put in stand before an offset of the text taken apart."""
    count = 0
    for seam in seams:
        if seam + count >= at:
            break
        count += 1
    return count


def _covers(covered: Sequence[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(covered, (offset, offset)) - 1
    return at >= 0 and covered[at][0] < offset < covered[at][1]


def _overlaps(mention: Mention, covered: Sequence[tuple[int, int]]) -> bool:
    return any(mention.start < end and start < mention.end for start, end in covered)


def _start(mention: Mention) -> int:
    return mention.start
