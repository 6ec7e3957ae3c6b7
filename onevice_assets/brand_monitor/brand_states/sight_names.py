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

from onevice_assets.brand_monitor.brand_states.count_words import WordCounts
from onevice_assets.brand_monitor.brand_states.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.read_runs import Run
from onevice_assets.brand_monitor.brand_states.read_surroundings import list_marks

MAX_NAME = 5
JOINTS = frozenset("& + and of the to a de la le du des di da in".split())  # noqa: SIM905
TITLES = frozenset({"item", "heading", "card", "row"})
_NEVER_LAST = frozenset("& + the la le les el de du des di da".split())  # noqa: SIM905
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
    """Counts of one name.

    Attributes:
        total: runs that it opens.
        answers: answers that show it.
        titles: of the runs, those that are titles; `whole_titles` are nothing but the name.
        whole: runs that are nothing but the name.
        marks: how often each mark of a run was seen; `whole_…` where the name is all of it.
        after: folded words right behind it inside its runs.
        written: its spellings.
    """

    __slots__ = (
        "after", "answers", "bare", "last", "last_title", "marks", "title_answers", "titles",
        "total", "whole", "written",
    )  # fmt: skip

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.total = self.answers = self.titles = self.title_answers = self.whole = self.bare = 0
        self.last = self.last_title = ""
        self.marks: Counter[str] = Counter()
        self.after: Counter[str] = Counter()
        self.written: Counter[str] = Counter()

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

    def add(self, answer: str, run: Run, names: list[Name], *, is_foreign: bool) -> None:
        """Count the names that a run may begin with, as `name_options` gives them."""
        folded = [name_key(word) for word in run.title.words]
        self.leading[folded[0]] += 1
        self.trailing.update(folded[1:])
        for one, two in pairwise(folded):
            self.before[two].add(one)
        marks = list_marks(run, is_foreign=is_foreign)
        is_title = run.title.kind in TITLES
        for name in names:
            seen = self.names[name.key]
            seen.total += 1
            seen.marks.update(marks)
            seen.written[name.written.replace("’", "'")] += 1
            seen.titles += is_title
            if seen.last != answer:
                seen.last = answer
                seen.answers += 1
            if is_title and seen.last_title != answer:
                seen.last_title = answer
                seen.title_answers += 1
            seen.bare += not name.written.endswith(run.title.words[name.count - 1])
            if name.count < len(folded):
                seen.after[folded[name.count]] += 1
            else:
                seen.whole += 1
                seen.marks.update([f"whole_{mark}" for mark in marks])


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
        if _ends_no_name(word, count) or _is_model(words, count):
            continue
        end = spans[count - 1][1]
        found.append(Name(written, count, end))
        if _is_owner(run, count):
            found.append(Name(written[:-2], count, end - 2))
    return [name for name in found if name.key]


def _ends_no_name(word: str, count: int) -> bool:
    small = word.lower()
    return small in _NEVER_LAST or word in JOINTS or (count == 1 and small in JOINTS)


def _is_model(words: tuple[str, ...], count: int) -> bool:
    """Whether the last of `count` words is a model number with more words behind it."""
    return 1 < count < len(words) and has_digit(words[count - 1]) and not has_digit(words[0])


def _is_owner(run: Run, count: int) -> bool:
    """Whether the name may be without its possessive ending."""
    words = run.title.words
    word = words[count - 1]
    if word[-2:] not in ("'s", "’s") or len(word) <= len("a's"):
        return False
    return count < len(words) or (run.title.kind == "prose" and run.context.after.islower())
