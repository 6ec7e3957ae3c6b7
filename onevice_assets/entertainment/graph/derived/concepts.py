"""How creative concepts are used, and which belong together.

    Similar         they are said to be the same: half of their words are (Jaccard)
    Complementary   they stand in two or more projects together, and not by chance: the cosine of
                    their projects is at least .3 (Ochiai 1957)

Contrasting is never derived: nothing that is counted tells it. A concept keeps its ten strongest.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import combinations
from math import sqrt
from typing import Any

from onevice_assets.entertainment.graph.derived.projects import day_of, rate_success
from onevice_assets.entertainment.graph.derived.sight import Sight
from onevice_assets.entertainment.graph.model.levels import (
    meet_protections,
    protection_of,
    tell_protection,
)
from onevice_assets.entertainment.graph.model.rows import END, GraphRows, Row, make_edge

STRONGEST = 10
MOST_OF_A_WORD = 200
_SAME_WORDS, _TOGETHER, _LEAST_SHARED = 0.5, 0.3, 2
_YEAR = timedelta(days=365)
_SAID = ("name", "concept", "description", "subcategory", "mood", "genres", "colors")
_SEEN = ("mood", "colors")
_WORD = re.compile(r"\w{3,}")

Pair = tuple[str, str]


def uses_of_concepts(rows: GraphRows) -> dict[str, list[Row]]:
    """Concept → the projects that incorporate it, each once, by id.

    Those alone that everybody may see who may see the concept, as they see them.
    """
    sight = Sight(rows)
    return {
        concept: sight.nodes_beside(projects, sight.own(concept))
        for concept, projects in sight.beside(("INCORPORATES",), of=END).items()
    }


def count_uses(rows: GraphRows, as_of: date) -> dict[str, dict[str, Any]]:
    """What each concept's projects say of it: `usageCount`, `successRate`, `trendScore`.

    Args:
        rows: of one organization.
        as_of: the day whose last 365 days are the last year.
    """
    uses = uses_of_concepts(rows)
    found = {}
    for row in rows.nodes.get("CreativeConcept", ()):
        projects = uses.get(row["id"], [])
        recent = [one for one in projects if _is_recent(day_of(one), as_of)]
        found[row["id"]] = {
            "usageCount": len(projects),
            "successRate": rate_success(projects),
            "trendScore": len(recent) / len(projects) if projects else None,
        }
    return found


def derive_relations(rows: GraphRows) -> list[Row]:
    """RELATED_TO between an organization's concepts, from the smaller id to the larger, by pair."""
    concepts = {one["id"]: one for one in rows.nodes.get("CreativeConcept", ())}
    used = {
        concept: {one["id"] for one in projects}
        for concept, projects in uses_of_concepts(rows).items()
    }
    said = {concept: _words(row, _SAID) for concept, row in concepts.items()}
    found: dict[Pair, dict[str, Any]] = {}
    for a, b in _pairs_of([*_invert(used).values(), *_invert(said).values()]):
        told = _tell(said[a], said[b], used.get(a, set()), used.get(b, set()))
        if told:
            alike = _overlap(_words(concepts[a], _SEEN), _words(concepts[b], _SEEN))
            found[a, b] = told | {"visualSimilarity": alike}
    return [
        make_edge(
            "RELATED_TO", rows.organization_id, *pair, **found[pair] | _protect(pair, concepts)
        )
        for pair in sorted(_keep_strongest(found))
    ]


def _protect(pair: Pair, concepts: Mapping[str, Row]) -> dict[str, Any]:
    """Whoever may see both may see that they belong together."""
    return tell_protection(meet_protections(protection_of(concepts[one]) for one in pair))


def _tell(
    mine: set[str], theirs: set[str], my_uses: set[str], their_uses: set[str]
) -> dict[str, Any] | None:
    words = _overlap(mine, theirs)
    both = len(my_uses & their_uses)
    together = both / sqrt(len(my_uses) * len(their_uses)) if both >= _LEAST_SHARED else 0.0
    if words < _SAME_WORDS and together < _TOGETHER:
        return None
    kind = "Similar" if words >= _SAME_WORDS else "Complementary"
    return {
        "relationshipType": kind,
        "strength": max(words, together),
        "contextualSimilarity": words,
    }


def _invert(sets: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Project or word → the concepts that have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for concept, having in sets.items():
        for one in having:
            found[one].add(concept)
    return found


def _pairs_of(together: Iterable[set[str]]) -> set[Pair]:
    """Pairs that share something; what more than 200 concepts share tells nothing."""
    return {
        pair
        for some in together
        if len(some) <= MOST_OF_A_WORD
        for pair in combinations(sorted(some), 2)
    }


def _keep_strongest(found: Mapping[Pair, Mapping[str, Any]]) -> set[Pair]:
    """Pairs that are among the strongest of both their concepts."""
    counts: Counter[str] = Counter()
    kept = set()
    for pair in sorted(found, key=lambda one: (-found[one]["strength"], one)):
        if all(counts[one] < STRONGEST for one in pair):
            kept.add(pair)
            counts.update(pair)
    return kept


def _words(row: Row, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        value = row.get(name) or ()
        for text in (value,) if isinstance(value, str) else value:
            found.update(_WORD.findall(text.casefold()))
    return found


def _overlap(mine: set[str], theirs: set[str]) -> float:
    """Jaccard index; 0 where there is nothing."""
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def _is_recent(day: date | None, as_of: date) -> bool:
    return day is not None and as_of - _YEAR < day <= as_of
