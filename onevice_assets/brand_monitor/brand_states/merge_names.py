"""Merge spellings of one name: case, accents, spaces, hyphens, and a slip of the pen.

"De'Longhi", "DeLonghi" and "Delonghi" are one candidate. Two names merge by a fuzzy match only
where both are long; short names differ by one letter and are two brands (Bear, Beats).
"""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from onevice_assets.brand_monitor.brand_states.fold_text import fold_name

_FUZZY_LENGTH = 8
_MAX_EDITS = 1


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
