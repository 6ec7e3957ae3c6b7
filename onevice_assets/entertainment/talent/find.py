"""Finding nodes by words, and by words, meaning and network fused by reciprocal rank.

The network of a search is who worked with whom its best hits name, or what else their directors
made. Each source is asked through the same door, so all three show only what may be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onevice_assets.entertainment.access.door import Answer, Door, Later
from onevice_assets.entertainment.access.show import Shown
from onevice_assets.entertainment.talent import questions
from onevice_assets.entertainment.talent.nearest import Candidates, Finder, ask_deeper
from onevice_assets.entertainment.talent.similar import check, check_limit
from onevice_assets.searching.fuse_ranks import fuse_ranks
from resources.errors import MissingDataError, StoreError
from resources.search_index.query_text import parse_query

LABELS: Final = tuple(questions.FOUND)
_ANCHORS: Final = 5
_MORE: Final = 3  # candidates for one that is shown: some are hidden from the asker


@dataclass(frozen=True)
class Hit:
    """A node that was found.

    Attributes:
        node: as far as the asker sees it.
        score: of the fusion; comparable within one search only.
        ranks: place in each source that found it, from 1: `words`, `meaning`, `network`.
    """

    node: Mapping[str, Any]
    score: float
    ranks: Mapping[str, int]


@dataclass(frozen=True)
class Hits:
    """What was found, best first; `left_out` tells why a source was not searched."""

    hits: tuple[Hit, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


def find_by_words(door: Door, finder: Finder, label: str, text: str, *, limit: int = 10) -> Hits:
    """Nodes of a label whose texts have the words.

    Raises:
        InputError: no word to find, an unknown label or limit.
        MissingDataError: texts of that label are not searched here.
        StoreError: a store does not answer.
    """
    _check(label, text, limit)
    rows = _shown(door, label, text, limit, finder.by_words, "words")
    return Hits(_fuse({"words": rows}, limit))


def find_hybrid(door: Door, finder: Finder, label: str, text: str, *, limit: int = 10) -> Hits:
    """Nodes of a label by words, meaning and network at once.

    A source that is not there is left out and told; so the search by words goes on without
    vectors. Raises as `find_by_words` does, where none of them is there.
    """
    _check(label, text, limit)
    found: dict[str, Sequence[Shown]] = {}
    left_out: dict[str, str] = {}
    for source, find in (("words", finder.by_words), ("meaning", finder.by_meaning)):
        try:
            found[source] = _shown(door, label, text, limit, find, source)
        except (StoreError, MissingDataError) as error:
            left_out[source] = str(error)
    if not found:
        raise StoreError(f"Neither words nor meaning could be searched: {left_out['words']}")
    anchors = [one.node["id"] for one in _fuse(found, _ANCHORS)]
    if label in questions.BESIDE and anchors:
        beside = door.ask(questions.BESIDE[label], anchors=anchors, limit=limit)
        found["network"] = beside.rows
    return Hits(_fuse(found, limit), left_out)


def _shown(
    door: Door,
    label: str,
    text: str,
    limit: int,
    find: Callable[[str, str, str, int], Candidates],
    source: str,
) -> Sequence[Shown]:
    def ask(candidates: Later) -> Answer:
        return door.ask(questions.FOUND[label], candidates=candidates, limit=limit)

    return ask_deeper(
        lambda depth: find(label, text, door.asker.organization_id, depth),
        ask,
        [source, label, text],
        limit,
        limit * _MORE,
    ).rows


def _fuse(found: Mapping[str, Sequence[Shown]], limit: int) -> tuple[Hit, ...]:
    ranked = {source: [str(one["n"]["id"]) for one in rows] for source, rows in found.items()}
    nodes = {str(one["n"]["id"]): one["n"] for rows in found.values() for one in rows}
    fused = fuse_ranks(list(ranked.values()))[:limit]
    return tuple(
        Hit(
            nodes[one],
            score,
            {source: ids.index(one) + 1 for source, ids in ranked.items() if one in ids},
        )
        for one, score in fused
    )


def _check(label: str, text: str, limit: int) -> None:
    check(label, LABELS, "label that is searched")
    parse_query(text)
    check_limit(limit)
