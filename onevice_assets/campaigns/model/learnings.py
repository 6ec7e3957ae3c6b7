"""What audiences were found to answer to (seed 001)."""

from __future__ import annotations

from onevice_assets.campaigns.model.kinds import (
    Kind,
    Property,
    Relationship,
    amounts,
    choice,
    counts,
)

_LEARNED = (
    *counts(sample_size="campaigns × creatives it rests on"),
    Property("shrunk_lift", Kind.NUMBER, "difference from the usual; 0.2 is 20 % more"),
    Property("lower_bound", Kind.NUMBER, "least that it is likely to be"),
    choice("believed", "whether it is more than chance (ADR 34)", ("yes", "no")),
)
_ROAS = amounts(avg_roas="revenue over spend; none where no revenue is reported")
EDGES = (
    Relationship("RESPONDS_TO", "Demographic", "Tone", (*_ROAS, *_LEARNED)),
    Relationship("PREFERS_AESTHETIC", "Demographic", "Aesthetic", (*_ROAS, *_LEARNED)),
    Relationship(
        "ACTIVE_ON",
        "Demographic",
        "TimeSlot",
        (*amounts(avg_engagement="engagements over impressions"), *_LEARNED),
    ),
    Relationship("BEST_FOR", "Platform", "Demographic", (*_ROAS, *_LEARNED)),
)
