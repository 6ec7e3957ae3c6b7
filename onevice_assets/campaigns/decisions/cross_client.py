"""What was learned over all clients of an organization: aggregated, of three clients at least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onevice_assets.campaigns.decisions.answers import Draft
from onevice_assets.campaigns.decisions.reach import Reach

LEARNINGS = "cross-campaign-learnings"
Value = str | int | float | bool


@dataclass(frozen=True)
class CrossClientLearning:
    """One learning: its text, how near it is to what was asked (cosine), and what it rests on."""

    id: str
    text: str
    similarity: float
    facts: Mapping[str, Value]


@dataclass(frozen=True)
class CrossClientLearnings:
    """Learnings for an industry and a business model, the nearest first."""

    industry: str | None
    business_model: str
    learnings: tuple[CrossClientLearning, ...]


def find_learnings(
    reach: Reach,
    *,
    about: str | None = None,
    industry: str | None = None,
    business_model: str | None = None,
    limit: int,
) -> Draft[CrossClientLearnings]:
    """What all campaigns of the organization's clients together have taught, and is believed.

    The graph keeps nothing of it: where vectors are away, only a recent answer can be told.

    Args:
        reach: of the client.
        about: words that learnings should be near to; the client's industry by default.
        industry: other than the client's.
        business_model: other than the client's.
        limit: how many at most.

    Raises:
        VectorsAwayError: the store of vectors does not answer.
    """
    client = reach.client
    trade, model = industry or client.industry, business_model or client.business_model
    text = about or f"What works in campaigns of {trade or 'any industry'} ({model})?"
    where = {"business_model": [model], "believed": ["yes"]}
    if trade:
        where["industry"] = [trade.casefold()]
    # the organization's namespace: no tenant of the platform reads another's
    found = reach.nearest(LEARNINGS, text, limit, where, tenant=client.organization_id)
    rows = tuple(
        CrossClientLearning(one.id, one.text, round(one.score, 6), dict(one.metadata))
        for one in found
    )
    notes = []
    if not trade:
        notes.append("The client has no industry, so learnings of all are told.")
    if not rows:
        notes.append("Nothing is kept for that yet: a learning needs three clients at least.")
    return Draft(CrossClientLearnings(trade, model, rows), "vectors", tuple(notes))
