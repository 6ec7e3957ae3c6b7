"""Gather what all answers of a partition show of every name that might be a brand.

Every opening of every run of words is such a name: "Canon PIXMA TR8620a" shows Canon, Canon PIXMA
and the whole. Counts only, so memory grows with the different names of a partition and time with
its text. What the counts say is known to `describe_names`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise

from onevice_assets.brand_monitor.brand_states.discovering.count_words import WordCounts
from onevice_assets.brand_monitor.brand_states.discovering.read_runs import Run
from onevice_assets.brand_monitor.brand_states.discovering.read_surroundings import list_marks
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name

Marks = tuple[str, ...]
MAX_NAME = 5
JOINTS = frozenset("& + and of the to a de la le du des di da in".split())  # noqa: SIM905
TITLES = frozenset({"item", "heading", "card", "row"})
_NEVER_LAST = frozenset("& + the la le les el de du des di da".split())  # noqa: SIM905
_NEVER_ALONE = frozenset("new old big best top the st st. san saint dr dr. mr.".split())  # noqa: SIM905
_DIGIT = re.compile(r"\d")


class Name:
    """One opening of a run: how it is written, its key, how many words, where it ends."""

    __slots__ = ("count", "end", "key", "written")

    def __init__(self, written: str, count: int, end: int) -> None:
        """Fold the name into its key."""
        self.written = written
        self.key = name_key(written)
        self.count = count
        self.end = end


class Seen:
    """What was seen of one name.

    Attributes:
        runs: the marks of every run that it opens.
        wholes: of these, the marks of the runs that are nothing but the name.
        answers: answers that show it.
        titles: of the runs, those that are titles, in `title_answers` answers.
        bare: of the runs, those that write the name with a possessive ending.
        alone: runs inside a sentence that are nothing but the name.
        after: folded words right behind it inside its runs.
        written: its spellings.
    """

    __slots__ = (
        "after", "alone", "answers", "bare", "last", "last_title", "runs", "title_answers",
        "titles", "wholes", "written",
    )  # fmt: skip

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.answers = self.titles = self.title_answers = self.bare = self.alone = 0
        self.last = self.last_title = ""
        self.runs: list[Marks] = []
        self.wholes: list[Marks] = []
        self.after: dict[str, int] = {}
        self.written: dict[str, int] = {}

    @property
    def total(self) -> int:
        """How many runs it opens."""
        return len(self.runs)

    @property
    def spelling(self) -> str:
        """The commonest way the name is written."""
        return max(self.written.items(), key=lambda pair: (pair[1], pair[0]))[0]


class Sightings:
    """What a partition shows, by folded name.

    Attributes:
        answers: how many answers were read.
        words: small words of all answers.
        names: counts by key.
        leading: how often a folded word opens a run; `before` holds the words right before one.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.answers = 0
        self.words = WordCounts()
        self.names: dict[str, Seen] = defaultdict(Seen)
        self.leading: Counter[str] = Counter()
        self.trailing: Counter[str] = Counter()
        self.before: dict[str, set[str]] = defaultdict(set)
        self._marks: dict[Marks, Marks] = {}  # one copy of what many runs have in common

    def add(self, answer: str, run: Run, names: list[Name], *, is_foreign: bool) -> None:
        """Count the names that a run may begin with, as `name_options` gives them."""
        folded = [name_key(word) for word in run.title.words]
        self.leading[folded[0]] += 1
        self.trailing.update(folded[1:])
        for one, two in pairwise(folded):
            self.before[two].add(one)
        marks = tuple(list_marks(run, is_foreign=is_foreign))
        marks = self._marks.setdefault(marks, marks)
        for name in names:
            self._add_name(answer, run, name, marks)
            seen = self.names[name.key]
            if name.count < len(folded):
                after = folded[name.count]
                seen.after[after] = seen.after.get(after, 0) + 1
            else:
                seen.wholes.append(marks)
                seen.alone += not run.context.is_start

    def _add_name(self, answer: str, run: Run, name: Name, marks: Marks) -> None:
        seen = self.names[name.key]
        seen.runs.append(marks)
        written = name.written.replace("’", "'")
        seen.written[written] = seen.written.get(written, 0) + 1
        seen.bare += not name.written.endswith(run.title.words[name.count - 1])
        if seen.last != answer:
            seen.last = answer
            seen.answers += 1
        if run.title.kind in TITLES:
            seen.titles += 1
            if seen.last_title != answer:
                seen.last_title = answer
                seen.title_answers += 1


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Key under which a name is counted: folded words, one space between."""
    return " ".join(fold_name(name).split())


def has_digit(word: str) -> bool:
    """Whether a word holds a digit."""
    return _DIGIT.search(word) is not None


def name_options(run: Run) -> list[Name]:
    """The names a run may begin with, shortest first.

    A possessive before more words or a small one is offered without its ending too: "Levi's 501",
    "Sony's WH-1000XM5". A model number ends a name only where the run ends: "Motel 6".
    """
    words, spans = run.title.words, run.title.spans
    if run.title.kind == "citation":
        whole = Name(" ".join(words), len(words), spans[-1][1])
        return [whole] if whole.key else []
    found: list[Name] = []
    written = ""
    for count, word in enumerate(words[:MAX_NAME], start=1):
        written = f"{written} {word}" if written else word
        if word == "The" and count > 1:
            break
        if _ends_no_name(words, count) or _is_model(words, count):
            continue
        end = spans[count - 1][1]
        found.append(Name(written, count, end))
        if _is_owner(run, count):
            found.append(Name(written[:-2], count, end - 2))
    return [name for name in found if name.key]


def _ends_no_name(words: tuple[str, ...], count: int) -> bool:
    """Whether the last of `count` words wants another behind it."""
    word = words[count - 1]
    small = word.lower()
    if count == 1:
        return small in JOINTS or (len(words) > 1 and small in _NEVER_ALONE)
    return small in _NEVER_LAST or word in JOINTS


def _is_model(words: tuple[str, ...], count: int) -> bool:
    """Whether the last of `count` words is a model number with more words behind it."""
    return 1 < count < len(words) and has_digit(words[count - 1]) and not has_digit(words[0])


def _is_owner(run: Run, count: int) -> bool:
    """Whether the name may be without its possessive ending."""
    words = run.title.words
    word = words[count - 1]
    if word[-2:] not in ("'s", "’s") or len(word) <= len("a's"):
        return False
    context = run.context
    is_owner = run.title.kind == "prose" and context.after.islower() and not context.is_enumerated
    return count < len(words) or is_owner
