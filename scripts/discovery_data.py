"""Partitions of labelled answers to train discovery on, and what their labels say of each name.

Answers are read as partitions of several sizes, since a name seen once must be judged as well as
one seen in fifty answers: a whole set, ten answers, the answers to one question, one answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from labelled_answers import LabelledSet, question_group

from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import Partition
from onevice_assets.brand_monitor.brand_states.discovering.sight_names import name_key

Row = dict[str, Any]
Keep = Callable[[str], bool]
SIZES = ("set", "ten", "question", "answer")
TEN = 10
MIXED = frozenset({"written"})  # one question per answer: no partition of a website looks so


@dataclass
class Labelled:
    """A partition with its labels.

    Attributes:
        size: one of SIZES.
        gold: squeezed names of the labelled brands by answer, and how they are written there.
        shares: per name, in how many answers it was seen, and in how many of them it is a brand.
    """

    size: str
    partition: Partition
    gold: dict[str, set[str]]
    seen: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Count for every name the answers that show it, and those that label it."""
        pairs = {(a, key) for a, _, openings in self.partition.runs for key, _ in openings}
        for answer, key in pairs:
            self.seen[key] += 1
            self.right[key] += squeeze(key) in self.gold[answer]

    def is_brand(self, key: str) -> bool:
        """Whether at least half of the answers that show a name label it."""
        return self.right[key] > 0 and 2 * self.right[key] >= self.seen[key]


def squeeze(key: str) -> str:
    """A folded name without spaces: T-Mobile, T Mobile and TMobile are one."""
    return key.replace(" ", "")


def select(whole: LabelledSet, keep: Keep) -> list[Row]:
    """Answers to the questions that are kept."""
    return [row for row in whole.answers if keep(question_group(row))]


def by_question(answers: Sequence[Row]) -> list[list[Row]]:
    """Answers in groups of one question each, in a fixed order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in answers:
        groups[question_group(row)].append(row)
    return [groups[name] for name in sorted(groups)]


def slices(answers: Sequence[Row], size: str) -> list[list[Row]]:
    """Answers as partitions of a size."""
    if size == "set":
        return [list(answers)] if answers else []
    if size == "ten":
        return [list(answers[at : at + TEN]) for at in range(0, len(answers), TEN)]
    return by_question(answers) if size == "question" else [[row] for row in answers]


class Reader:
    """Reads partitions once, however many folds ask for them."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read: dict[tuple[str, ...], Labelled] = {}

    def partitions(self, sets: Sequence[LabelledSet], keep: Keep) -> Iterator[Labelled]:
        """Every partition of every size, of the questions that are kept."""
        for whole in sets:
            answers = select(whole, keep)
            for size in SIZES:
                if size == "set" and whole.name in MIXED:
                    continue
                for rows in slices(answers, size):
                    yield self._labelled(rows, whole, size)

    def _labelled(self, rows: Sequence[Row], whole: LabelledSet, size: str) -> Labelled:
        key = (size, *(row["answer_id"] for row in rows))
        if key not in self._read:
            partition = Partition((row["answer_id"], row["text"]) for row in rows)
            self._read[key] = Labelled(size, partition, _gold(whole.labels))
        return self._read[key]


def _gold(labels: Sequence[Row]) -> dict[str, set[str]]:
    """Brands by answer; the way an answer writes one counts too, unless it is a host's name."""
    gold: dict[str, set[str]] = defaultdict(set)
    for row in labels:
        found = gold[row["answer_id"]]
        found.add(squeeze(name_key(row["brand"])))
        if not row.get("implied") and "." not in row["surface"]:
            found.add(squeeze(name_key(row["surface"])))
    return gold
