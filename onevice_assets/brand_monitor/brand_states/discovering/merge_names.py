"""Merge spellings of one name: case, accents, spaces, hyphens, and a slip of the pen.

"De'Longhi", "DeLonghi" and "Delonghi" are one candidate. Two names merge by a fuzzy match only
where both are long; short names differ by one letter and are two brands (Bear, Beats).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from rapidfuzz.distance import OSA

from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.words.ordinary_words import is_ordinary

_FUZZY_LENGTH = 8
_MAX_EDITS = 1
_OWN_NAME = 0.15

Ranked = tuple[int, str]  # a key behind its place among all, commonest first


def merge_names(counts: Mapping[str, int]) -> list[list[str]]:
    """Group names that are spellings of one; the commonest spelling of a group comes first."""
    groups: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        groups.setdefault(fold_name(name).replace(" ", ""), []).append(name)
    merged: dict[str, list[str]] = {}
    gaps: dict[str, list[Ranked]] = defaultdict(list)
    for rank, (key, names) in enumerate(groups.items()):
        near = _nearest(key, gaps) if len(key) >= _FUZZY_LENGTH else None
        if near is None and len(key) >= _FUZZY_LENGTH:
            for gap in _with_gaps(key):
                gaps[gap].append((rank, key))
        merged.setdefault(near or key, []).extend(names)
    return list(merged.values())


def _with_gaps(key: str) -> list[str]:
    """A key, and it with any one letter but the first left out: near keys share one of them."""
    return [key, *{key[:at] + key[at + 1 :] for at in range(1, len(key))}]


def _nearest(key: str, gaps: Mapping[str, list[Ranked]]) -> str | None:
    """The commonest key that differs by one edit and not in a digit."""
    digits = sorted(filter(str.isdigit, key))
    near = {ranked for gap in _with_gaps(key) for ranked in gaps.get(gap, ())}
    for _, other in sorted(near):
        if OSA.distance(key, other, score_cutoff=_MAX_EDITS) <= _MAX_EDITS and digits == sorted(
            filter(str.isdigit, other)
        ):
            return other
    return None


def absorb_longer(
    groups: list[list[str]], counts: Mapping[str, int], is_own: Callable[[str], bool]
) -> list[list[str]]:
    """Fold a name into a shorter one that it begins or ends with.

    "Canon PIXMA" goes into "Canon". "Google Chrome" goes into "Chrome", where answers say Chrome
    at least as often.

    Args:
        groups: spellings per name, as `merge_names` gives them.
        counts: how often each spelling is shown.
        is_own: whether a name can stand alone; "Everything" of "Everything But Water" cannot.
    """
    owner = {fold_name(name): group for group in groups if is_own(group[0]) for name in group}
    sizes = {id(group): sum(counts[name] for name in group) for group in groups}
    into = {id(group): _shorter_owner(group, owner, sizes) for group in groups}
    kept = [group for group in groups if into[id(group)] is None]
    for group in groups:
        last = group
        while (shorter := into[id(last)]) is not None:
            last = shorter
        if last is not group:
            last.extend(group)
    return kept


def _shorter_owner(
    group: list[str], owner: Mapping[str, list[str]], sizes: Mapping[int, int]
) -> list[str] | None:
    words = fold_name(group[0]).split()
    tail = owner.get(words[-1]) if len(words) == len(("maker", "product")) else None
    if tail is not None and not is_ordinary(words[-1]) and sizes[id(tail)] >= sizes[id(group)]:
        return tail
    for length in range(1, len(words)):
        other = owner.get(" ".join(words[:length]))
        if other is None or other is group or len(other[0].split()) != length:
            continue
        if sizes[id(other)] >= _OWN_NAME * sizes[id(group)]:
            return other
    return None
