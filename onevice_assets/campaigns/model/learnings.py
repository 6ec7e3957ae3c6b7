"""What is learnt: who responds to what, when, and where (seed 001)."""

from __future__ import annotations

from onevice_assets.campaigns.model.kinds import (
    Kind,
    Property,
    Relationship,
    amounts,
    choice,
    counts,
    texts,
)

OUTCOMES = ("revenue", "conversions", "engagements")

_AVERAGE = amounts(avg_roas="revenue over spend, sum over sum; none where no revenue is told")
_ENGAGEMENT = amounts(avg_engagement="engagements over impressions, sum over sum")
_SURE = (
    choice("outcome", "what the lifts are about: per US dollar, or per impression", OUTCOMES),
    *amounts(avg_outcome="that outcome over spend or impressions"),
    *counts(
        sample_size="ads (campaign × creative), never days",
        evidence_count="creatives or campaigns that are independent of each other",
    ),
    Property("lift", Kind.NUMBER, "against the audience's usual: 0.2 is 20 % more", low=-1.0),
    Property("shrunk_lift", Kind.NUMBER, "the same, small samples drawn in", low=-1.0),
    Property("lower_bound", Kind.NUMBER, "of the shrunk lift, 95 % certain", low=-1.0),
    Property("upper_bound", Kind.NUMBER, "of the shrunk lift, 95 % certain", low=-1.0),
    choice("believed", "whether anybody should act on it", ("yes", "no")),
    *texts(reason="why, or why not"),
    Property("window_from", Kind.DAY, "first day of the facts"),
    Property("window_to", Kind.DAY, "last day of the facts"),
)

EDGES = (
    Relationship("RESPONDS_TO", "Demographic", "Tone", (*_AVERAGE, *_SURE)),
    Relationship("PREFERS_AESTHETIC", "Demographic", "Aesthetic", (*_AVERAGE, *_SURE)),
    Relationship("ACTIVE_ON", "Demographic", "TimeSlot", (*_ENGAGEMENT, *_SURE)),
    Relationship("BEST_FOR", "Platform", "Demographic", (*_AVERAGE, *_SURE)),
)
