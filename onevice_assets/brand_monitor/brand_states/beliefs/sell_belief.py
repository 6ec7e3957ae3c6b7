"""Which belief an answer sells about a brand: the one it spends the most words on.

Six kinds (seed 004): superiority, outcome, transaction, identity, social_proof, truth. What the
clauses about a brand are spent on is added up; a small linear model, trained by
`scripts/train_beliefs.py`, weighs the sums, the kind of place and how much is said at all.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from onevice_assets.brand_monitor.brand_states.linear_model import load_model
from onevice_assets.brand_monitor.brand_states.reading.read_beliefs import BELIEFS, TRUTH, Clause

NOTHING = "None"
_NAMES = (*BELIEFS, "truth")
Features = dict[str, float]
Span = tuple[int, int]


def sell_belief(features: Features) -> str | None:
    """Name the belief that the features speak for; None where nothing is said."""
    belief = load_model("beliefs").predict(features)
    return None if belief == NOTHING else belief


def describe_belief(
    clauses: Sequence[Clause],
    said: Span,
    told: Sequence[Span],
    titles: Mapping[str, Span],
    presence: str,
    place: str,
) -> Features:
    """Describe what an answer says about a brand.

    Args:
        clauses: of the whole answer.
        said: span of what is said where the state was decided.
        told: spans of all that is said about the brand.
        titles: spans of the rest of its own title, and of the section's, by name.
        presence: its state.
        place: cite, head, feature or body, with the kind of block.
    """
    nearest = _between(clauses, said)
    all_told = [clause for span in told for clause in _between(clauses, span)]
    features: Features = {f"presence={presence}": 1.0, f"place={place}": 1.0}
    features[f"{presence},{place.partition(',')[0]}"] = 1.0
    _count(features, "near", nearest)
    _count(features, "all", all_told)
    _spend(features, all_told, place.partition(",")[0])
    _order(features, all_told, nearest)
    for name, span in titles.items():
        for clause in _between(clauses, span):
            features |= {f"{name}:{_NAMES[belief]}": 1.0 for belief in clause.spent}
    return features


def _between(clauses: Sequence[Clause], span: Span) -> Sequence[Clause]:
    """The clauses that a span holds or cuts."""
    first = bisect_left(clauses, (span[0],))
    if first and clauses[first - 1].end > span[0]:
        first -= 1
    return clauses[first : max(first, bisect_left(clauses, (span[1],)))]


def _count(features: Features, name: str, clauses: Sequence[Clause]) -> None:
    """Belief words: how many, which share, and whose are the most, the first among equals."""
    counts = [sum(column) for column in zip(*(clause.counted for clause in clauses), strict=True)]
    total = sum(counts)
    words = sum(clause.words for clause in clauses)
    features[f"{name}:words={min(6, int(math.log2(words + 1)))}"] = 1.0
    if not total:
        features[f"{name}:none"] = features[f"{name}={'truth' if words > 2 else NOTHING}"] = 1.0
        return
    for belief, count in enumerate(counts):
        if count:
            features[f"{name}:{BELIEFS[belief]}"] = math.log1p(count)
            features[f"{name}%{BELIEFS[belief]}"] = count / total
    most = max(counts)
    first = next(
        (b for clause in clauses for b in range(TRUTH) if clause.counted[b] and counts[b] == most),
        0,
    )
    features[f"{name}={BELIEFS[first]}"] = 1.0


def _order(features: Features, told: Sequence[Clause], nearest: Sequence[Clause]) -> None:
    """What the first clauses and the longest are spent on, and how many there are."""
    for name, clauses in (("told", told[:4]), ("near", nearest[:3])):
        for place, clause in enumerate(clauses):
            features |= {f"{name}{place}:{_NAMES[belief]}": 1.0 for belief in clause.spent}
    features[f"clauses={min(8, len(told))}"] = 1.0
    if told:
        longest = max(told, key=_words)
        features |= {f"longest:{_NAMES[belief]}": 1.0 for belief in longest.spent}
        if len({clause.spent for clause in told}) == 1:
            features[f"only={_NAMES[told[0].spent[0]]}"] = 1.0


def _words(clause: Clause) -> int:
    return clause.words


def _spend(features: Features, clauses: Sequence[Clause], place: str) -> None:
    """Words spent on each belief, a clause of several shared among them."""
    spent = [0.0] * len(_NAMES)
    for clause in clauses:
        for belief in clause.spent:
            spent[belief] += clause.words / len(clause.spent)
    total = sum(spent)
    if not total:
        return
    for name, words in zip(_NAMES, spent, strict=True):
        if not words:
            continue
        features[f"spent:{name}"] = math.log1p(words)
        features[f"spent%{name}"] = words / total
        features[f"spent%{name},{place}"] = words / total
    top = _NAMES[spent.index(max(spent))]
    features[f"spent={top}"] = features[f"spent={top},{place}"] = 1.0
    features[f"first={_NAMES[clauses[0].spent[0]]}"] = 1.0
    if any(clause.has_money for clause in clauses):
        features["money"] = 1.0
