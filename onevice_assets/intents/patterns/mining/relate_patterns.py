"""How a user's patterns are tied: LEADS_TO, RELATED_TO and SIMILAR_TO.

LEADS_TO  of n turns of A, k are directly followed by one of B (whatever is of no pattern counts as
          a turn; the end of a conversation is one of the things that can follow):

    confidence = k / n        base = E / n        lift = k / E
    E = sum over conversations of (turns of A) (turns of B) / (turns)

          E is what shuffling the turns within each conversation gives on average. So two intents
          that always come together, in any order, lead nowhere; that they go together is told by
          RELATED_TO. The test asks in how many of the conversations with both B came right after
          A; their chances differ, and the binomial tail at the mean chance is an upper bound
          (Hoeffding 1956). Turns of one conversation are alike: `confidence_low` is Wilson's
          bound with the conversations that have A as cases.

RELATED_TO  of N conversations, n_a have A, n_b have B, n_ab both:

    lift = n_ab N / (n_a n_b)      npmi = ln(lift) / -ln(n_ab / N)      (Bouma 2009)

          `p_value` is Fisher's tail. A pair stays if it is among the five strongest of both.

SIMILAR_TO  the cosine of two patterns' means is at least the model's threshold; a pair stays if it
          is among the five nearest of either.

The first two need 3 occurrences in 2 conversations, a lift above 1, and a p-value that stands when
at most 5 % of what is told of the user may be false (Benjamini & Hochberg).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise, permutations
from typing import Any, Final

from onevice_assets.intents.patterns.mining.chance import (
    bound_below,
    choose_discoveries,
    tail_of_overlap,
    tail_of_rate,
)
from onevice_assets.intents.patterns.mining.cluster_texts import thresholds_of
from onevice_assets.intents.patterns.mining.find_patterns import (
    LEAST_CONVERSATIONS,
    LEAST_TURNS,
    FoundPatterns,
)
from onevice_assets.intents.patterns.mining.turns import UserTurns
from resources.identity import derived_id

MOST_RELATED: Final = 5
MOST_SIMILAR: Final = 5
_DIGITS: Final = 6

Row = dict[str, Any]
Pair = tuple[int, int]


def relate_patterns(user: UserTurns, found: FoundPatterns, model: str) -> list[Row]:
    """Rows of `pattern_relationships` between a user's patterns, by type and ends."""
    conversations = _list_conversations(user, found)
    told = [
        *(("LEADS_TO", pair, row) for pair, row in find_sequences(conversations).items()),
        *(("RELATED_TO", pair, row) for pair, row in find_company(conversations).items()),
        *(("SIMILAR_TO", pair, row) for pair, row in _find_similar(found, model).items()),
    ]
    rows = [_row(kind, pair, row, found.rows) for kind, pair, row in told]
    return sorted(rows, key=lambda row: (row["type"], row["from_pattern_id"], row["to_pattern_id"]))


def find_sequences(conversations: Sequence[Sequence[int]]) -> dict[Pair, Row]:
    """Which pattern leads to which.

    Args:
        conversations: patterns of their turns in order, -1 for a turn of none.

    Returns:
        Measures by (this, next).
    """
    turns = Counter(one for some in conversations for one in some)
    with_pattern = Counter(one for some in conversations for one in set(some))
    times, shown = Counter[Pair](), Counter[Pair]()
    for some in conversations:
        steps = [(a, b) for a, b in pairwise(some) if a != b and min(a, b) >= 0]
        times.update(steps)
        shown.update(set(steps))
    by_chance = _shuffle(conversations, times)
    rows: dict[Pair, Row] = {}
    for (a, b), count in sorted(times.items()):
        chances = by_chance[a, b]
        rate, expected = count / turns[a], math.fsum(chances)
        mean = math.fsum(min(one, 1.0) for one in chances) / len(chances)
        rows[a, b] = {
            "support": count,
            "conversation_count": shown[a, b],
            "confidence": rate,
            "confidence_low": bound_below(rate, with_pattern[a]),
            "base_rate": min(expected / turns[a], 1.0),
            "lift": count / expected,
            "p_value": tail_of_rate(shown[a, b], len(chances), mean),
        }
    count = sum(one >= 0 for one in turns)
    return _keep_sure(rows, tested=count * (count - 1))


def _shuffle(
    conversations: Sequence[Sequence[int]], wanted: Iterable[Pair]
) -> dict[Pair, list[float]]:
    """Of each conversation with both how often one comes right after the other by chance."""
    pairs = set(wanted)
    found: dict[Pair, list[float]] = defaultdict(list)
    for some in conversations:
        counts = Counter(one for one in some if one >= 0)
        for pair in permutations(sorted(counts), 2):
            if pair in pairs:
                found[pair].append(counts[pair[0]] * counts[pair[1]] / len(some))
    return found


def find_company(conversations: Sequence[Sequence[int]]) -> dict[Pair, Row]:
    """Which patterns go together in conversations; pairs with the smaller number first."""
    sets = [{one for one in some if one >= 0} for some in conversations]
    total = len(sets)
    alone = Counter(one for some in sets for one in some)
    both = Counter(pair for some in sets for pair in combinations(sorted(some), 2))
    rows: dict[Pair, Row] = {}
    for (a, b), count in sorted(both.items()):
        lift = count * total / (alone[a] * alone[b])
        rows[a, b] = {
            "support": count,
            "conversation_count": count,
            "base_rate": alone[a] * alone[b] / total**2,
            "lift": lift,
            "p_value": tail_of_overlap(count, alone[a], alone[b], total),
            "npmi": math.log(lift) / -math.log(count / total) if count < total else 0.0,
        }
    sure = _keep_sure(rows, tested=len(alone) * (len(alone) - 1) // 2)
    strength = {pair: (row["npmi"], row["support"]) for pair, row in sure.items()}
    return {pair: sure[pair] for pair in _keep_strongest(strength, MOST_RELATED, of_both=True)}


def _list_conversations(user: UserTurns, found: FoundPatterns) -> list[list[int]]:
    listed: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one, place in zip(user.turns, found.of_turn.tolist(), strict=True):
        listed[one.conversation_id].append((one.turn, place))
    return [[place for _, place in sorted(listed[key])] for key in sorted(listed)]


def _find_similar(found: FoundPatterns, model: str) -> dict[Pair, Row]:
    cosines = found.means @ found.means.T
    least = thresholds_of(model).similar
    near = {
        (a, b): (float(cosines[a, b]),)
        for a, b in combinations(range(len(found.rows)), 2)
        if cosines[a, b] >= least
    }
    chosen = _keep_strongest(near, MOST_SIMILAR, of_both=False)
    return {pair: {"similarity": min(near[pair][0], 1.0)} for pair in chosen}


def _keep_sure(rows: dict[Pair, Row], tested: int) -> dict[Pair, Row]:
    likely = [
        pair
        for pair, row in rows.items()
        if row["support"] >= LEAST_TURNS
        and row["conversation_count"] >= LEAST_CONVERSATIONS
        and row["lift"] > 1
    ]
    stands = choose_discoveries([rows[pair]["p_value"] for pair in likely], tested)
    return {pair: rows[pair] for pair, sure in zip(likely, stands, strict=True) if sure}


def _keep_strongest(
    strength: Mapping[Pair, tuple[float, ...]], most: int, *, of_both: bool
) -> Iterable[Pair]:
    """Pairs among the strongest of both their ends, or of either."""
    ends: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(strength, key=lambda pair: ([-one for one in strength[pair]], pair)):
        for end in pair:
            ends[end].append(pair)
    wanted = 2 if of_both else 1
    chosen = Counter(pair for pairs in ends.values() for pair in pairs[:most])
    return sorted(pair for pair, count in chosen.items() if count >= wanted)


def _row(kind: str, pair: Pair, measures: Row, patterns: Sequence[Row]) -> Row:
    ends = [patterns[place] for place in pair]
    if kind != "LEADS_TO":
        ends.sort(key=lambda one: str(one["id"]))
    start, end = ends
    moment = max(start["first_at"], end["first_at"])
    key = (kind, start["id"], end["id"])
    exact = ("support", "conversation_count")
    return {
        "id": derived_id(moment, "pattern_relationships", *key),
        "organization_id": start["organization_id"],
        "user_id": start["user_id"],
        "type": kind,
        "from_pattern_id": start["id"],
        "to_pattern_id": end["id"],
        **{
            name: value if name in exact else round(value, _DIGITS)
            for name, value in measures.items()
        },
        "created_at": moment,
    }
