"""Merge spellings of one name: case, accents, spaces, hyphens, and a slip of the pen.

"De'Longhi", "DeLonghi" and "Delonghi" are one candidate. Two names merge by a fuzzy match only
where both are long; short names differ by one letter and are two brands (Bear, Beats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from onevice_assets.brand_monitor.brand_states.fold_text import fold_name

_FUZZY_LENGTH = 8
_MAX_EDITS = 1
_OWN_NAME = 0.15


def merge_names(counts: Mapping[str, int]) -> list[list[str]]:
    """Group names that are spellings of one; the commonest spelling of a group comes first."""
    groups: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        groups.setdefault(fold_name(name).replace(" ", ""), []).append(name)
    merged: dict[str, list[str]] = {}
    for key, names in groups.items():
        near = _nearest(key, merged) if len(key) >= _FUZZY_LENGTH else None
        merged.setdefault(near or key, []).extend(names)
    return list(merged.values())


def _nearest(key: str, known: Mapping[str, list[str]]) -> str | None:
    """The commoner key that differs by one edit and not in a digit."""
    long = [other for other in known if len(other) >= _FUZZY_LENGTH and other[0] == key[0]]
    found = process.extractOne(key, long, scorer=OSA.distance, score_cutoff=_MAX_EDITS)
    if found is None or sorted(filter(str.isdigit, found[0])) != sorted(filter(str.isdigit, key)):
        return None
    return str(found[0])


def absorb_longer(
    groups: list[list[str]], counts: Mapping[str, int], is_own: Callable[[str], bool]
) -> list[list[str]]:
    """Fold a name into a shorter one that it begins with ("Canon PIXMA" into "Canon").

    Args:
        groups: spellings per name, as `merge_names` gives them.
        counts: how often each spelling is shown.
        is_own: whether a name can stand alone; "Everything" of "Everything But Water" cannot.
    """
    owner = {fold_name(name): group for group in groups if is_own(group[0]) for name in group}
    sizes = {id(group): sum(counts[name] for name in group) for group in groups}
    kept = []
    for group in groups:
        shorter = _shorter_owner(group, owner, sizes)
        if shorter is None:
            kept.append(group)
        else:
            shorter.extend(group)
    return kept


def _shorter_owner(
    group: list[str], owner: Mapping[str, list[str]], sizes: Mapping[int, int]
) -> list[str] | None:
    words = fold_name(group[0]).split()
    for length in range(1, len(words)):
        other = owner.get(" ".join(words[:length]))
        if other is None or other is group or len(other[0].split()) != length:
            continue
        if sizes[id(other)] >= _OWN_NAME * sizes[id(group)]:
            return other
    return None
