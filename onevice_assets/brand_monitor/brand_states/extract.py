"""Read one answer: every brand of a catalogue that it names, and what it does to each.

`Extractor(catalogue).read(text)` is the whole interface; it needs neither Dagster nor pandas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.catalogue import Catalogue
from onevice_assets.brand_monitor.brand_states.deciding.decide_state import Verdict, decide
from onevice_assets.brand_monitor.brand_states.deciding.rank_options import rank_options
from onevice_assets.brand_monitor.brand_states.finding.find_brands import BrandFinder, Mention
from onevice_assets.brand_monitor.brand_states.finding.judge_context import judge_context
from onevice_assets.brand_monitor.brand_states.finding.locate_mention import (
    Place,
    find_options,
    locate,
)
from onevice_assets.brand_monitor.brand_states.finding.product_lines import product_names
from onevice_assets.brand_monitor.brand_states.finding.unglue_names import unglue_names
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Document, read_blocks

_JUDGED = 64  # mentions of one brand in one answer that are judged; all are counted


@dataclass(frozen=True, slots=True)
class BrandState:
    """What an answer does to a brand. Offsets are Python string indices into the answer.

    Attributes:
        presence: recommended, compared, trusted, mentioned, or ignored with `reason` not_known.
        rank: order among the answer's options, from 1; None where it is none of them.
        belief: one of the six beliefs, or None.
        polarity: positive, neutral, negative; None for ignored.
        occurrences: how often it is named.
        start: first mention; `surface` is the slice up to `end`.
        evidence_start: the sentence or item that decided, up to `evidence_end`.
    """

    brand_id: str
    name: str
    presence: str
    rank: int | None
    belief: str | None
    polarity: str | None
    occurrences: int
    start: int
    end: int
    surface: str
    evidence_start: int
    evidence_end: int
    reason: str | None


class Extractor:
    """Reads answers for one catalogue; build it once per run."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile the catalogue's names (about 20 µs a name)."""
        self._brands = catalogue.brands
        makers = {fold_name(brand.name): number for number, brand in enumerate(self._brands)}
        self._finder = BrandFinder([*catalogue.ruled_names(), *product_names(makers)])

    def find_letters(self, text: str) -> list[Mention]:
        """Find what the letters alone say: everyday words are unsure, addresses not left out."""
        return self._finder.find(text)

    def find(self, text: str) -> list[Mention]:
        """Find the mentions alone, in reading order; `brand` is the place in the catalogue."""
        return self._find(read_blocks(text))

    def _find(self, document: Document) -> list[Mention]:
        found = self._finder.find_folded(document.text, document.folded)
        mentions = unglue_names(document.text, found, self._finder.find)
        shown = [mention for mention in mentions if not document.is_hidden(mention.start)]
        return _join_products(document.text, judge_context(document, shown))

    def read(self, text: str) -> list[BrandState]:
        """Read the states of all brands an answer names, in order of first mention."""
        document = read_blocks(text)
        seen = self._find(document)
        if not seen:
            return []
        counts = Counter(mention.brand for mention in seen)
        places = _locate(document, seen)
        verdicts = {brand: decide(document, found, seen) for brand, found in places.items()}
        options = {
            brand: (verdict.option.start, verdict.option.end)
            for brand, verdict in verdicts.items()
            if verdict.option is not None
        }
        ranks = rank_options(document, options, seen)
        return [
            self._state(document, places[brand][0].mention, counts[brand], verdict, ranks)
            for brand, verdict in verdicts.items()
        ]

    def locate(self, text: str) -> tuple[Document, list[Mention], dict[str, list[Place]]]:
        """Read where an answer names each brand, by name, without judging; for training."""
        document = read_blocks(text)
        seen = self._find(document)
        places = _locate(document, seen)
        return document, seen, {self._brands[brand].name: row for brand, row in places.items()}

    def _state(
        self,
        document: Document,
        first: Mention,
        occurrences: int,
        verdict: Verdict,
        ranks: Mapping[int, int],
    ) -> BrandState:
        known = self._brands[first.brand]
        return BrandState(
            brand_id=known.brand_id,
            name=known.name,
            presence=verdict.presence,
            rank=ranks.get(first.brand),
            belief=verdict.belief,
            polarity=verdict.polarity,
            occurrences=occurrences,
            start=first.start,
            end=first.end,
            surface=document.text[first.start : first.end],
            evidence_start=verdict.evidence[0],
            evidence_end=verdict.evidence[1],
            reason=verdict.reason,
        )


def _join_products(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Take a brand and its product line behind it ("Apple iPhone") as one mention, the first."""
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        if last and last.brand == mention.brand and text[last.end : mention.start] == " ":
            continue
        joined.append(mention)
    return joined


def _locate(document: Document, mentions: Sequence[Mention]) -> dict[int, list[Place]]:
    """Places by brand, in reading order: enough of them to judge it."""
    options = find_options(document, mentions)
    places: dict[int, list[Place]] = {}
    for index, mention in enumerate(mentions):
        found = places.setdefault(mention.brand, [])
        if len(found) < _JUDGED:
            found.append(locate(document, mentions, index, options))
    return places
