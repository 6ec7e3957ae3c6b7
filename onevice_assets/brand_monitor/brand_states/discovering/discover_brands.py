"""Find brands that nobody listed, over all answers of a partition.

Every capitalised run of an answer may begin with a name: titles of list items, headings, product
cards, first cells of tables, linked and bold words, names in sentences and enumerations. All runs
are read first; then each is cut after its name, and every name is weighed by its letters, the
places it stands in and the names beside it. Citations name sources the same way.

Names are candidates with evidence, never facts: people approve them in the control plane.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from onevice_assets.brand_monitor.brand_states.discovering.count_words import (
    is_foreign,
    small_words,
)
from onevice_assets.brand_monitor.brand_states.discovering.cut_names import NameCutter
from onevice_assets.brand_monitor.brand_states.discovering.merge_names import (
    absorb_longer,
    merge_names,
)
from onevice_assets.brand_monitor.brand_states.discovering.read_runs import read_runs
from onevice_assets.brand_monitor.brand_states.discovering.read_titles import Title, read_titles
from onevice_assets.brand_monitor.brand_states.discovering.sight_names import (
    Sightings,
    name_options,
)
from onevice_assets.brand_monitor.brand_states.discovering.weigh_candidates import (
    Group,
    Judge,
    NameScores,
    Place,
    shipped_judge,
)
from onevice_assets.brand_monitor.brand_states.reading.ordinary_words import is_ordinary_phrase
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import read_blocks

MIN_CONFIDENCE = 0.5
SURE = 0.6
SURE_ORDINARY = 0.75  # everyday words and acronyms (USB, HDMI) need more
SURE_RESPONSES = 2
_ACRONYM = 4
_EVIDENCE = 5

Openings = tuple[tuple[str, int], ...]  # key and end of the names a run may begin with


class Shown(NamedTuple):
    """One place that shows a candidate: offsets of the name, and the run of words it opens."""

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
        mention_count: runs of words that begin with it.
        confidence: 0 to 1; estimated probability that it is a brand.
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


class Partition:
    """All that the answers of a partition show, read once."""

    def __init__(self, answers: Iterable[tuple[str, str]]) -> None:
        """Read (response id, text) pairs."""
        self.sightings = Sightings()
        self.runs: list[tuple[str, Title, Openings]] = []
        self.groups: list[Group] = []
        for answer, text in answers:
            self._read(answer, text)

    def _read(self, answer: str, text: str) -> None:
        document = read_blocks(text)
        words = small_words(document.text[: document.end])
        foreign = is_foreign(words)
        self.sightings.answers += 1
        self.sightings.words.add(words)
        for run in read_runs(document, list(read_titles(document))):
            names = name_options(run)
            if names:
                self.sightings.add(answer, run, names, is_foreign=foreign)
                openings = tuple([(name.key, name.end) for name in names])
                self.runs.append((answer, _trim(run.title), openings))
                self.groups.append((answer, *run.title.group))

    def cut(self, scores: NameScores) -> dict[str, list[Place]]:
        """The places of every name, by its key, after each run is cut."""
        cutter = NameCutter(scores)
        shown: dict[str, list[Place]] = defaultdict(list)
        for number, (_, _, openings) in enumerate(self.runs):
            key, end = cutter.cut(openings)
            shown[key].append((number, end))
        return shown

    def show(self, place: Place) -> Shown:
        """A place as evidence."""
        number, end = place
        answer, title, _ = self.runs[number]
        return Shown(answer, title.spans[0][0], end, title)


def discover(answers: Iterable[tuple[str, str]], judge: Judge | None = None) -> list[Candidate]:
    """Find candidates in (response id, text) pairs, those in most answers first.

    Args:
        answers: the partition.
        judge: weighs names; the shipped model where none is given.

    Returns:
        Every candidate however unsure, with its confidence; spelling variants merged.
    """
    partition, judge = Partition(answers), judge or shipped_judge()
    scores = NameScores(partition.sightings, judge)
    shown = partition.cut(scores)
    names = {key: partition.sightings.names[key].spelling for key in shown}
    places = {names[key]: found for key, found in shown.items()}
    shares = scores.probabilities(shown, partition.groups)
    confidence = {names[key]: share for key, share in shares.items()}
    sizes = {name: len(found) for name, found in places.items()}
    groups = absorb_longer(
        merge_names(sizes), sizes, lambda name: confidence[name] >= MIN_CONFIDENCE
    )
    found = [_candidate(partition, group, places, confidence) for group in groups]
    return sorted(found, key=lambda one: (-one.response_count, -one.mention_count, one.name))


def _trim(title: Title) -> Title:
    """A title as it is kept: one copy of each word, and where the first begins."""
    return title._replace(words=tuple(map(intern, title.words)), spans=title.spans[:1])


def _own_name(name: str) -> float:
    """Confidence from which a name counts without a person's approval."""
    acronym = name.isupper() and len(name) <= _ACRONYM
    return SURE_ORDINARY if acronym or is_ordinary_phrase(name) else SURE


def is_sure(name: str, response_count: int, confidence: float) -> bool:
    """Whether a candidate may stand in for a tracked brand without a person's approval."""
    return response_count >= SURE_RESPONSES and confidence >= _own_name(name)


def _candidate(
    partition: Partition,
    names: list[str],
    shown: Mapping[str, list[Place]],
    confidence: Mapping[str, float],
) -> Candidate:
    places = [place for name in names for place in shown[name]]
    surfaces = Counter({name: len(shown[name]) for name in names})
    first = sorted(places, key=lambda place: (partition.runs[place[0]][0], place))[:_EVIDENCE]
    runs = [partition.runs[number] for number, _ in places]
    return Candidate(
        name=names[0],
        surfaces=dict(surfaces.most_common()),
        response_count=len({answer for answer, _, _ in runs}),
        mention_count=len(places),
        confidence=round(confidence[names[0]], 2),
        is_source=all(title.kind == "citation" for _, title, _ in runs),
        evidence=tuple(map(partition.show, first)),
    )
