"""One question to an organization's facts: by words, by meaning, and by whom they are of.

Words find names and attributes that are written so; meaning finds what is said otherwise; the
structure finds what holds of the entities that the question names, and of whom those stand beside.
Only what held at one moment, as known at one moment, is ranked. The rankings become one by
reciprocal rank fusion.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.timeline.calendar import write_for_postgres
from onevice_assets.operations.timeline.postgres.rows import to_fact
from onevice_assets.operations.timeline.search import queries
from onevice_assets.operations.timeline.search.question import (
    Answer,
    FoundFact,
    Question,
    check_question,
)
from onevice_assets.operations.timeline.statement import write_attributes
from onevice_assets.searching.fuse_ranks import fuse_ranks
from resources.errors import BudgetError, ProviderError, StoreError
from resources.search_index.query_text import fold
from resources.vector_index.vector_index import Within

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onevice_assets.operations.timeline.search.index_facts import TextStore

_DEPTH: Final = 40
"""Facts a source ranks: one source's thirtieth may be another's first."""
_FIRST_TEXTS: Final = 60
_MOST_TEXTS: Final = 600
_TURNS: Final = threading.BoundedSemaphore(4)
"""Of this process: a burst waits here as long as it takes, not at the pool, which gives up."""
_LONGEST_NAME: Final = 8  # words of a name that is spotted in a question


def search_facts(store: TextStore, question: Question) -> Answer:
    """Find facts that hold at a moment, as known at a moment, best first.

    Args:
        store: the organization's facts and their vectors.
        question: checked here.

    Raises:
        InputError: a blank text, a limit that is none, attributes that are no JSON.
        StoreError: PostgreSQL does not answer. Without the vectors the search goes on, and says so.
    """
    check_question(question)
    with _TURNS:
        return _search(store, question)


def _search(store: TextStore, question: Question) -> Answer:
    asked, depth = _parameters(store, question), _FIRST_TEXTS
    while True:
        texts, left_out = _try_texts(store, question, depth)
        with store.control.begin() as db:
            mentions = _find_mentions(db, store.organization_id, question.text)
            given = {**asked, "numbers": list(mentions), "texts": texts}
            rankings = {
                name: [str(id_) for (id_,) in db.exec_driver_sql(sql, given)]
                for name, sql in _sources(question, has_mentions=bool(mentions)).items()
            }
            is_enough = len(rankings["meaning"]) >= question.limit or len(texts) < depth
            if is_enough or depth == _MOST_TEXTS:
                found = _tell(db, store.organization_id, rankings, question.limit)
                return Answer(found, sorted(set(mentions.values())), left_out)
        depth = _MOST_TEXTS  # most of the nearest do not hold at these moments


def _sources(question: Question, *, has_mentions: bool) -> dict[str, str]:
    """What ranks facts, by the name of the source; of equal results the first one's comes first."""
    is_filtered = bool(question.where)
    by_structure = queries.by_structure(filtered=is_filtered) if has_mentions else ""
    sources = {
        "structure": by_structure,
        "words": queries.by_words(filtered=is_filtered),
        "attributes": queries.by_attributes() if is_filtered else "",
        "meaning": queries.of_texts(filtered=is_filtered),
    }
    return {name: sql for name, sql in sources.items() if sql}


def _parameters(store: TextStore, question: Question) -> dict[str, Any]:
    words = sorted(set(fold(question.text).split()))
    return {
        "organization_id": store.organization_id,
        "kept_in": store.kept_in,
        "valid_at": write_for_postgres(question.valid_at),
        "known_at": write_for_postgres(question.known_at),
        "where": write_attributes(question.where),
        "folded": " ".join(words),
        "any_word": " | ".join(f"'{one}'" for one in words),
        "depth": max(_DEPTH, 2 * question.limit),
    }


def _try_texts(
    store: TextStore, question: Question, limit: int
) -> tuple[list[str], dict[str, str]]:
    """Ids of the texts that are nearest in meaning, nearest first; or why there are none."""
    within = Within(store.organization_id)
    try:
        (vector,) = store.embedder.embed([question.text])
        found = store.index.find_nearest(store.collection, vector, within, limit)
    except (StoreError, ProviderError, BudgetError) as error:
        return [], {"meaning": str(error)}
    return [one.id for one in found], {}


def _find_mentions(db: Connection, organization_id: str, text: str) -> dict[int, str]:
    """Entities whose whole name stands in a text, by number; of names in names the longest."""
    words = fold(text).split()
    spans = [
        (start, start + length)
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    ]
    grams = [" ".join(words[start:end]) for start, end in spans]
    given = {"organization_id": organization_id, "grams": grams}
    by_span: dict[int, dict[int, str]] = defaultdict(dict)
    for place, number, name in db.exec_driver_sql(queries.MENTIONS, given):
        by_span[place - 1][number] = name
    taken: set[int] = set()
    found: dict[int, str] = {}
    for place in sorted(by_span):
        inside = set(range(*spans[place]))
        if not inside & taken:
            taken |= inside
            found |= by_span[place]
    return found


def _tell(
    db: Connection, organization_id: str, rankings: Mapping[str, Sequence[str]], limit: int
) -> list[FoundFact]:
    """The best of all rankings, as facts."""
    first = list(dict.fromkeys(chain.from_iterable(rankings.values())))
    order = {one: place for place, one in enumerate(first)}
    fused = fuse_ranks(list(rankings.values()))
    best = sorted(fused, key=lambda pair: (-pair[1], order[pair[0]]))[:limit]
    ids = [one for one, _ in best]
    ranks: dict[str, dict[str, int]] = {one: {} for one in ids}
    for name, ranking in rankings.items():
        for place, one in enumerate(dict.fromkeys(ranking), start=1):
            if one in ranks:
                ranks[one][name] = place
    given = {"organization_id": organization_id, "ids": ids}
    return [
        FoundFact(to_fact(row), best[place - 1][1], ranks[ids[place - 1]])
        for place, *row in db.exec_driver_sql(queries.NAMED, given)
    ]
