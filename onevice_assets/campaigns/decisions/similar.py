"""Similar content: vectors first; where those are away, attributes that creatives share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onevice_assets.campaigns.decisions.answers import Draft, first_sentence
from onevice_assets.campaigns.decisions.likeness import Attributes, Likenesses
from onevice_assets.campaigns.decisions.portfolio import (
    Creative,
    find_creative,
    read_creatives,
    read_descriptions,
)
from onevice_assets.campaigns.decisions.reach import GraphAwayError, Reach, VectorsAwayError
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.shared import SHARED
from resources.errors import InputError
from resources.vector_index.vector_index import Found

Method = Literal["vectors", "shared attributes"]
ESSENCE = "content-essence"


@dataclass(frozen=True)
class SimilarCreative:
    """One creative.

    Attributes:
        similarity: cosine, or weighted Jaccard (`likeness.py`), by `SimilarContent.method`.
        shared: attributes it has in common, the heaviest first; empty where the graph is away.
        spend, revenue, avg_roas: of all time; none where the graph has none or is away.
    """

    id: str
    filename: str
    sort: str
    status: str
    similarity: float
    shared: tuple[str, ...]
    spend: float | None
    revenue: float | None
    avg_roas: float | None


@dataclass(frozen=True)
class SimilarContent:
    """Creatives like one, or like some words, the most alike first."""

    like: str
    method: Method
    creatives: tuple[SimilarCreative, ...]


def find_similar(
    reach: Reach, *, like: str, limit: int, only_active: bool = False
) -> Draft[SimilarContent]:
    """Creatives like a creative, or like a text.

    Args:
        reach: of the client.
        like: id or file name of a creative; anything else is words to compare with.
        limit: how many at most.
        only_active: leave out those that rest or are archived.

    Raises:
        GraphAwayError, VectorsAwayError: both stores are away.
        InputError: words that name no attribute, where vectors are away.
    """
    if not like.strip():
        raise InputError("Similar to what? Give a creative's id or file name, or some words.")
    away = None
    try:
        creatives, own, text = reach.look(lambda one: _read(one, like))
    except GraphAwayError as error:
        away, creatives, own, text = error, {}, None, like
    try:
        where = {"status": ["active"]} if only_active else None
        found = reach.nearest(ESSENCE, text, limit + 1, where)
    except VectorsAwayError as error:
        if away is not None:
            raise VectorsAwayError(f"{error} The graph is away too: {away}") from error
        return _by_attributes(creatives, like, own, limit, only_active, error)
    return _by_vectors(creatives, like, own, found[: limit + 1], limit, away)


def _read(
    transaction: BrandTransaction, like: str
) -> tuple[dict[str, Creative], Creative | None, str]:
    """All creatives, the one that is named, and the words to compare with."""
    creatives = read_creatives(transaction)
    if not any(like in (one.id, one.filename) for one in creatives.values()):
        return creatives, None, like
    own = find_creative(creatives, like)
    return creatives, own, read_descriptions(transaction, [own.id])[own.id]


def _by_vectors(
    creatives: dict[str, Creative],
    like: str,
    own: Creative | None,
    found: list[Found],
    limit: int,
    away: GraphAwayError | None,
) -> Draft[SimilarContent]:
    likeness = Likenesses({one: creatives[one].attributes for one in creatives})
    wanted = own.attributes if own else named_attributes(like)
    rows = [
        _to_similar(one, creatives.get(one.id), likeness, wanted)
        for one in found
        if own is None or one.id != own.id
    ]
    notes = (
        (
            "The graph is away: results and shared attributes are missing, and a file name is "
            f"taken for words. {first_sentence(away)}.",
        )
        if away
        else ()
    )
    content = SimilarContent(like, "vectors", tuple(rows[:limit]))
    return Draft(content, "vectors" if away else "both", notes, away is not None)


def _to_similar(
    found: Found, known: Creative | None, likeness: Likenesses, wanted: Attributes
) -> SimilarCreative:
    told = found.metadata
    return SimilarCreative(
        id=found.id,
        filename=known.filename if known else str(told.get("filename", "")),
        sort=known.sort if known else str(told.get("sort", "")),
        status=known.status if known else str(told.get("status", "")),
        similarity=round(found.score, 6),
        shared=likeness.shared_by(known.attributes, wanted) if known else (),
        spend=known.spend if known else None,
        revenue=known.revenue if known else None,
        avg_roas=known.avg_roas if known else None,
    )


def _by_attributes(
    creatives: dict[str, Creative],
    like: str,
    own: Creative | None,
    limit: int,
    only_active: bool,
    error: VectorsAwayError,
) -> Draft[SimilarContent]:
    wanted = own.attributes if own else named_attributes(like)
    if not wanted:
        raise InputError(
            f"The store of vectors is away ({first_sentence(error)}), and {like[:100]!r} names no "
            "creative and no attribute to compare by instead. Name a creative, or attributes as "
            "'calm, warm, shows_people' (docs/campaign-memory.md has all)."
        )
    alike = Likenesses({one: creatives[one].attributes for one in creatives}).compare(wanted)
    order = sorted(alike, key=lambda one: (-alike[one].similarity, one))
    chosen = [
        one
        for one in order
        if (own is None or one != own.id)
        and alike[one].similarity > 0
        and (creatives[one].is_active or not only_active)
    ]
    rows = tuple(
        SimilarCreative(
            one.id, one.filename, one.sort, one.status, round(alike[one.id].similarity, 6),
            alike[one.id].shared, one.spend, one.revenue, one.avg_roas,
        )
        for one in (creatives[identity] for identity in chosen[:limit])
    )  # fmt: skip
    note = (
        "The store of vectors is away, so similarity is that of attributes that creatives share "
        f"(weighted Jaccard), not of meaning. {first_sentence(error)}."
    )
    return Draft(SimilarContent(like, "shared attributes", rows), "graph", (note,), True)


def named_attributes(text: str) -> dict[str, float]:
    """Attributes of creatives whose names stand in a text, each with confidence 1."""
    words = "".join(one if one.isalnum() or one in "-_" else " " for one in text.lower())
    said = f" {' '.join(words.split())} "
    return {
        f"{label} {name}": 1.0
        for label in cypher.ATTRIBUTES
        for name in SHARED[label]
        if f" {name} " in said or f" {name.replace('_', ' ')} " in said
    }
