"""Unused content that fits a campaign: like what worked for its audiences, and as was learned.

Of every active creative that never ran in the campaign:

    similarity   to the nearest of at most five creatives that worked for the campaign's audiences:
                 cosine of descriptions, or weighted Jaccard where vectors are away; 0 to 1
    learned      Σ confidence · lift of what is believed of those audiences, good and bad, over the
                 sum of all good lifts: −1 to 1
    fit          0.6 · similarity + 0.4 · learned; of the one that is known where only one is

The weights are ours (ADR 36); both parts are told, so that others can weigh anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onevice_assets.campaigns.decisions.answers import Draft, first_sentence
from onevice_assets.campaigns.decisions.learned import Learned, believed_of, read_learned
from onevice_assets.campaigns.decisions.likeness import Attributes, Likenesses
from onevice_assets.campaigns.decisions.portfolio import (
    Campaign,
    Creative,
    find_campaign,
    read_audiences,
    read_campaigns,
    read_creatives,
    read_descriptions,
)
from onevice_assets.campaigns.decisions.reach import Reach, VectorsAwayError
from onevice_assets.campaigns.decisions.similar import ESSENCE
from onevice_assets.campaigns.decisions.winners import choose_winners, rate_creatives
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction

WINNERS: Final = 5
SIMILARITY_WEIGHT: Final = 0.6
_NEAREST = 200


@dataclass(frozen=True)
class Fit:
    """One creative that never ran in the campaign.

    Attributes:
        fit: what it ranks by; see the module.
        similarity: none where nothing worked yet, or it is not among the 200 nearest.
        like: file name of the creative that it is nearest to.
        learned: none where nothing is believed of the audiences.
        because: attributes that are believed to work, or not to, with their audience.
        was_used: whether it ran in another campaign.
    """

    id: str
    filename: str
    fit: float
    similarity: float | None
    like: str | None
    learned: float | None
    because: tuple[str, ...]
    was_used: bool


@dataclass(frozen=True)
class UnusedContent:
    """What fits a campaign and never ran in it, the best first.

    Attributes:
        method: how likeness to the winners was told; `learnings` where there are none.
    """

    campaign_id: str
    campaign: str
    audiences: tuple[str, ...]
    method: Literal["vectors", "shared attributes", "learnings"]
    winners: tuple[str, ...]
    creatives: tuple[Fit, ...]


@dataclass(frozen=True)
class _Known:
    campaign: Campaign
    campaigns: dict[str, Campaign]
    creatives: dict[str, Creative]
    audiences: dict[str, str]
    learned: list[Learned]
    winners: list[Creative]
    texts: dict[str, str]


def find_unused(reach: Reach, *, campaign: str, limit: int) -> Draft[UnusedContent]:
    """Active creatives that never ran in a campaign, by how well they fit its audiences.

    Args:
        reach: of the client.
        campaign: id or name.
        limit: how many at most.

    Raises:
        GraphAwayError: the graph does not answer: nothing else knows what ran where.
        InputError: there is no such campaign.
    """
    known = reach.look(lambda one: _read(one, campaign))
    candidates = [
        one
        for one in known.creatives.values()
        if one.is_active and one.id not in known.campaign.creatives
    ]
    away = None
    try:
        nearest = _by_vectors(reach, known)
    except VectorsAwayError as error:
        away, nearest = error, _by_attributes(known)
    used = {each for one in known.campaigns.values() for each in one.creatives}
    fits = [_judge(one, nearest.get(one.id), known.learned, one.id in used) for one in candidates]
    fits.sort(key=lambda one: (-one.fit, one.id))
    found = UnusedContent(
        known.campaign.id,
        known.campaign.name,
        tuple(known.audiences[one] for one in known.campaign.audiences),
        "shared attributes" if away else "vectors" if known.winners else "learnings",
        tuple(one.filename for one in known.winners),
        tuple(fits[:limit]),
    )
    is_both = bool(known.winners) and not away
    return Draft(found, "both" if is_both else "graph", _tell(known, fits, away), away is not None)


def _read(transaction: BrandTransaction, which: str) -> _Known:
    campaigns = read_campaigns(transaction)
    one = find_campaign(campaigns, which)
    creatives = read_creatives(transaction)
    others = [each for each in campaigns.values() if each.id != one.id]
    sums = transaction.read(cypher.SUM_CAMPAIGNS, since="0001-01-01", until="9999-12-31")
    results = rate_creatives(creatives, campaigns, sums)
    ids = choose_winners(results, others, one.audiences, WINNERS)
    return _Known(
        one,
        campaigns,
        creatives,
        read_audiences(transaction),
        believed_of(read_learned(transaction), one.audiences),
        [creatives[each] for each in ids],
        read_descriptions(transaction, ids) if ids else {},
    )


def _by_vectors(reach: Reach, known: _Known) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for one in known.winners:
        text = known.texts[one.id]
        where = {"status": ["active"]}
        for near in reach.nearest(ESSENCE, text, _NEAREST, where) if text else ():
            found[near.id] = max(found.get(near.id, (-1.0, "")), (near.score, one.filename))
    return found


def _by_attributes(known: _Known) -> dict[str, tuple[float, str]]:
    likeness = Likenesses({one.id: one.attributes for one in known.creatives.values()})
    found: dict[str, tuple[float, str]] = {}
    for one in known.winners:
        for other, alike in likeness.compare(one.attributes).items():
            score = (alike.similarity, one.filename)
            found[other] = max(found.get(other, (-1.0, "")), score)
    return found


def _judge(
    one: Creative,
    near: tuple[float, str] | None,
    learned: Sequence[Learned],
    was_used: bool,
) -> Fit:
    similarity = None if near is None else round(max(0.0, near[0]), 6)
    taught = weigh_learned(one.attributes, learned)
    if similarity is None or taught is None:
        fit = similarity if similarity is not None else (taught or 0.0)
    else:
        fit = SIMILARITY_WEIGHT * similarity + (1 - SIMILARITY_WEIGHT) * taught
    because = tuple(each.tell() for each in learned if each.attribute in one.attributes)
    like = near[1] if near else None
    return Fit(one.id, one.filename, round(fit, 6), similarity, like, taught, because, was_used)


def weigh_learned(attributes: Attributes, learned: Iterable[Learned]) -> float | None:
    """How much of what is believed speaks for some attributes, −1 to 1; none: nothing is."""
    known = list(learned)
    if not known:
        return None
    whole = sum(one.lift or 0.0 for one in known if one.is_good)
    whole = whole or sum(abs(one.lift or 0.0) for one in known)
    spoken = sum(attributes.get(one.attribute, 0.0) * (one.lift or 0.0) for one in known)
    return round(max(-1.0, min(1.0, spoken / whole)), 6) if whole else None


def _tell(known: _Known, fits: Sequence[Fit], away: VectorsAwayError | None) -> tuple[str, ...]:
    notes = []
    if away is not None:
        notes.append(
            "The store of vectors is away, so similarity is that of shared attributes. "
            f"{first_sentence(away)}."
        )
    if not known.campaign.audiences:
        notes.append("The campaign is aimed at no audience that is known, so nothing is learned.")
    elif not known.winners:
        notes.append("No creative has worked for these audiences yet: only learnings rank.")
    if not known.learned and not known.winners:
        notes.append("Nothing is known that would rank these creatives: their order says nothing.")
    if not fits:
        notes.append("Every active creative ran in this campaign already.")
    return tuple(notes)
