"""Which days a change of names or of tracking concerns, without reading their answers anew.

A day is concerned where a changed name stands in one of its answers, where its rows tell of a
brand that changed, or where other brands are tracked than it was read with. All else would be read
word for word the same (`test_find_affected` compares with reading everything). It errs on the side
of reading: a name counts in any case, spelling and glued word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from onevice_assets.brand_monitor.brand_states.decided_names import match_key
from onevice_assets.brand_monitor.brand_states.finding.spell_names import spellings
from onevice_assets.brand_monitor.brand_states.name_changes import Change
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold

TRACKED = ("own", "competitor")
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")

Row = Mapping[str, Any]


class Affected:
    """Tells whether a change concerns a day; built once, asked for many days."""

    def __init__(self, change: Change) -> None:
        """Take a change, as `compare_names` tells it."""
        self._change = change
        self._keys = {key for name in change.names for key in _keys(name)}
        self._symbols = {name for name in change.names if not _keys(name)}

    @cached_property
    def _automaton(self) -> Any:
        import ahocorasick_rs

        return ahocorasick_rs.AhoCorasick(sorted(self._keys))

    def concerns(self, states: Iterable[Row], candidates: Iterable[Row]) -> bool:
        """Whether rows of a day tell of a brand or a name that changed.

        Args:
            states: brands of `llm_brand_states`, with `brand_id`.
            candidates: rows of `brand_candidates`, `surfaces` decoded.
        """
        if any(row["brand_id"] in self._change.brand_ids for row in states):
            return True
        return any(
            match_key(name) in self._keys
            for row in candidates
            for name in (row["name"], *row["surfaces"])
        )

    def stands_in(self, text: str) -> bool:
        """Whether a changed name stands in an answer, in any case and spelling."""
        if not self._change.names:
            return False
        if any(name in text for name in self._symbols):
            return True
        if self._is_in(text):
            return True
        apart, glued = _SEAM.subn(" ", text)
        return bool(glued) and self._is_in(apart)

    def _is_in(self, text: str) -> bool:
        folded = fold(text).text
        squeezed = folded.replace(" ", "")
        hits = self._automaton.find_matches_as_indexes(squeezed, overlapping=True)
        if not hits:
            return False
        places = [at for at, char in enumerate(folded) if char != " "]
        return any(
            _divides(folded, places[start] - 1) and _divides(folded, places[end - 1])
            for _, start, end in hits
        )


def tracks_otherwise(states: Iterable[Row], tracked: Mapping[str, str]) -> bool:
    """Whether a day was read with other tracked brands than now.

    Every tracked brand has rows on every day that has answers.

    Args:
        states: brands of `llm_brand_states`, with `brand_id` and `role`.
        tracked: role by id of the brands that the website tracks on that day.
    """
    read = {row["brand_id"]: row["role"] for row in states if row["role"] in TRACKED}
    return read != dict(tracked)


def _keys(name: str) -> set[str]:
    keys = {one.key.replace(" ", "") for one in spellings(name)}
    return {key for key in (*keys, match_key(name)) if any(map(str.isalnum, key))}


def _divides(folded: str, left: int) -> bool:
    """Whether a word may end at a folded character and another begin behind it."""
    if not 0 <= left < len(folded) - 1:
        return True
    pair = folded[left : left + 2]
    return " " in pair or not pair.isascii()
