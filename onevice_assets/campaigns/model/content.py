"""Creatives of a client, and the attributes they are tied to (seed 001)."""

from __future__ import annotations

from onevice_assets.campaigns.model.kinds import (
    Kind,
    Node,
    Property,
    Relationship,
    amounts,
    choice,
    counts,
    fraction,
    texts,
    times,
)

SORTS = ("Video", "Image")
STATUSES = ("active", "resting", "archived")

_FILE = (
    *texts(
        s3_key="path in the object store",
        s3_url="full address there",
        filename="as it came, without folders",
        format="jpeg, png, mp4, …, by content",
        resolution="width × height in pixels as it is shown: 1920x1080",
    ),
    *amounts(duration_seconds="of a video or an animation; none of a still"),
    *times(upload_date="when the file was put there", profile_date="when it was described"),
    choice("status", "whether it may be used", STATUSES),
)
_PROFILE = (
    *texts(
        description="what it shows, in words: what its vector is made of",
        profiled_by="`measured` from its pixels, or the model that looked: provider:model",
    ),
    fraction("brightness", "mean luminance of the picture"),
    fraction("contrast", "spread of the luminance, 1 at most"),
    fraction("saturation", "mean saturation of the picture"),
    Property("colors", Kind.TEXTS, "dominant colours, #rrggbb, the largest first"),
)
# filled once campaigns ran with it
_RESULTS = (
    *counts(total_impressions="of all its campaigns", total_clicks="of all its campaigns"),
    *amounts(
        total_conversions="of all its campaigns",
        total_spend="US dollars of all its campaigns",
        avg_roas="revenue over spend; none without spend",
        total_revenue="US dollars, of a client that sells online",
    ),
)

CONTENT = Node("Content", (*_FILE, *_PROFILE, *_RESULTS), SORTS)

_CONFIDENCE = (fraction("confidence", "how sure the model is"),)
EDGES = (
    Relationship("HAS_TONE", "Content", "Tone", _CONFIDENCE),
    Relationship("HAS_AESTHETIC", "Content", "Aesthetic", _CONFIDENCE),
    Relationship("HAS_COLOR_PALETTE", "Content", "ColorPalette"),
    Relationship("HAS_COMPOSITION", "Content", "Composition"),
    Relationship("SHOWS", "Content", "NarrativeElement", _CONFIDENCE),
)
