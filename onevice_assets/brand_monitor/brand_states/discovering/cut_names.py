"""Cut a run of words after the brand's name.

"Breville Barista" is cut after one word, "New Balance 880" after two. A small linear model compares
the openings of a run by what all answers show of each; the opening with the highest score is the
name. `describe_cuts` says what is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.discovering.weigh_candidates import NameScores


class NameCutter:
    """Knows from all answers together which opening of a run is the name."""

    def __init__(self, scores: NameScores) -> None:
        """Take the scores of everything that was seen."""
        self._scores = scores

    def cut(self, openings: Sequence[tuple[str, int]]) -> tuple[str, int]:
        """The (key, end) among the openings of one run, at least one; the shortest of equals."""
        if len(openings) == 1:
            return openings[0]
        return max(openings, key=lambda opening: self._scores.cut(opening[0]))
