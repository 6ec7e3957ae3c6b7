"""Find brands that nobody listed, over all answers of a partition.

An answer presents its options as titles of list items, numbered headings, product cards, first
cells of tables and linked names. A name that opens such titles in several answers, with different
words behind it ("Samsung Galaxy A54", "Samsung S24"), is a brand; a title made of everyday words
("Battery Life", "Best Overall") is not. Citations name sources the same way.

Names are candidates with evidence, never facts: people approve them in the control plane.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.count_words import WordCounts, count_words
from onevice_assets.brand_monitor.brand_states.cut_names import NameCutter
from onevice_assets.brand_monitor.brand_states.merge_names import absorb_longer, merge_names
from onevice_assets.brand_monitor.brand_states.ordinary_words import is_ordinary_phrase
from onevice_assets.brand_monitor.brand_states.read_blocks import read_blocks
from onevice_assets.brand_monitor.brand_states.read_titles import Title, read_titles

MIN_CONFIDENCE = 0.5
SURE = 0.6
SURE_ORDINARY = 0.75  # everyday words and acronyms (USB, HDMI) need more
SURE_RESPONSES = 2
_ACRONYM = 4
_EVIDENCE = 5
_NO_PEERS = 0.5
_PEER_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Shown:
    """One place that shows a candidate: offsets of the name, and what kind of title it opens."""

    response_id: str
    start: int
    end: int
    title: Title


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that looks like a brand.

    Attributes:
        surfaces: spellings with their counts, commonest first.
        response_count: answers that show it.
        mention_count: times a title begins with it.
        confidence: 0 to 1; how sure we are that it is a brand.
        is_source: shown by citations only.
        evidence: at most five places, in the order of the answers.
    """

    name: str
    surfaces: dict[str, int]
    response_count: int
    mention_count: int
    confidence: float
    is_source: bool
    evidence: tuple[Shown, ...]


def discover(answers: Iterable[tuple[str, str]]) -> list[Candidate]:
    """Find candidates in (response id, text) pairs, those in most answers first.

    Returns:
        Every candidate however unsure, with its confidence; spelling variants merged.
    """
    titles: list[tuple[str, Title]] = []
    counts = WordCounts()
    for answer, text in answers:
        document = read_blocks(text)
        counts.update(count_words(document.text[: document.end]))
        titles += [(answer, title) for title in read_titles(document)]
    cutter = NameCutter([title for _, title in titles], counts)
    shown: dict[str, list[Shown]] = defaultdict(list)
    for answer, title in titles:
        count = cutter.cut(title)
        start, end = title.spans[0][0], title.spans[count - 1][1]
        shown[" ".join(title.words[:count])].append(Shown(answer, start, end, title))
    sizes = {name: len(places) for name, places in shown.items()}
    groups = absorb_longer(
        merge_names(sizes),
        sizes,
        lambda name: _confidence(name, shown[name], counts) >= _own_name(name),
    )
    first = {name: _confidence(names[0], _places(names, shown), counts)
             for names in groups for name in names}  # fmt: skip
    peers = _peer_confidence(shown, first)
    found = [_candidate(names, shown, first, peers) for names in groups]
    return sorted(found, key=lambda one: (-one.response_count, -one.mention_count, one.name))


def _own_name(name: str) -> float:
    """Confidence from which a name counts without a person's approval."""
    acronym = name.isupper() and len(name) <= _ACRONYM
    return SURE_ORDINARY if acronym or is_ordinary_phrase(name) else SURE


def is_sure(name: str, response_count: int, confidence: float) -> bool:
    """Whether a candidate may stand in for a tracked brand without a person's approval."""
    return response_count >= SURE_RESPONSES and confidence >= _own_name(name)


def _places(names: Sequence[str], shown: Mapping[str, list[Shown]]) -> list[Shown]:
    return [place for name in names for place in shown[name]]


def _peer_confidence(
    shown: Mapping[str, list[Shown]], confidence: Mapping[str, float]
) -> dict[str, float]:
    """Mean confidence of the names that stand side by side with a name, 0 to 1."""
    sums: dict[tuple[object, ...], float] = defaultdict(float)
    sizes: Counter[tuple[object, ...]] = Counter()
    for name, places in shown.items():
        for place in places:
            group = (place.response_id, *place.title.group)
            sums[group] += confidence[name]
            sizes[group] += 1
    result = {}
    for name, places in shown.items():
        around = [(place.response_id, *place.title.group) for place in places]
        total = sum(sizes[group] - 1 for group in around)
        others = sum(sums[group] - confidence[name] for group in around)
        result[name] = others / total if total else _NO_PEERS
    return result


def _candidate(
    names: list[str],
    shown: Mapping[str, list[Shown]],
    first: Mapping[str, float],
    peers: Mapping[str, float],
) -> Candidate:
    places = _places(names, shown)
    surfaces = Counter({name: len(shown[name]) for name in names})
    around = sum(peers[name] * len(shown[name]) for name in names) / len(places)
    confidence = first[names[0]] + _PEER_WEIGHT * (around - _NO_PEERS)
    return Candidate(
        name=names[0],
        surfaces=dict(surfaces.most_common()),
        response_count=len({place.response_id for place in places}),
        mention_count=len(places),
        confidence=round(max(0.0, min(1.0, confidence)), 2),
        is_source=all(place.title.kind == "citation" for place in places),
        evidence=tuple(sorted(places, key=_order)[:_EVIDENCE]),
    )


def _order(place: Shown) -> tuple[str, int]:
    return place.response_id, place.start


def _confidence(name: str, places: list[Shown], counts: WordCounts) -> float:
    """Add up what speaks for a name and what against it; weights set by hand on 17 topics."""
    answers = len({place.response_id for place in places})
    kinds = {str(place.title.kind) for place in places}
    rests = {place.title.words[len(name.split()) :] for place in places}
    options = sum(place.title.is_option for place in places) / len(places)
    score = 0.25 + 0.25 * options + 0.05 * min(answers - 1, 4)
    score += 0.1 * (len(kinds) > 1) + 0.1 * (len(rests) > 1)
    score += 0.2 * ("card" in kinds or "citation" in kinds)
    score += 0.15 * min(1.0, counts.named(name) / 2)
    score -= 0.4 * counts.tail_share(name)
    if is_ordinary_phrase(name):
        score -= 0.3 + 0.6 * counts.small_share(name)
    else:
        score -= 0.3 * counts.small_share(name)
    if not any(char.isalpha() for char in name) or len(name) < 2:
        score -= 0.5
    return max(0.0, min(1.0, score))
