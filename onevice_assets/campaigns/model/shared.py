"""The attribute nodes that all clients share: label → the names there are (seed 001).

Exactly the seed's values, and two things it leaves to us (ADR 31): `linkedin`, whose reports we
read, and the rest of NarrativeElement, which the seed ends with "etc.".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TONES: Final = (
    "calm", "professional", "energetic", "playful", "aspirational", "reassuring", "urgent",
    "educational",
)  # fmt: skip
AESTHETICS: Final = (
    "minimal", "luxurious", "intimate", "modern", "rustic", "vibrant", "clean", "warm",
)  # fmt: skip
COLOR_PALETTES: Final = (
    "warm-tones", "cool-tones", "earth-tones", "vibrant", "pastel", "monochrome",
)  # fmt: skip
COMPOSITIONS: Final = ("close-up", "medium-shot", "wide-shot", "establishing")
NARRATIVE_ELEMENTS: Final[Mapping[str, str]] = {
    "shows_physical_space": "a room, a shop, a place of work",
    "shows_people": "at least one person",
    "shows_product_service": "what is sold, or the service as it is given",
    "shows_process": "how something is made or done, step by step",
    "shows_before_after": "a state before and after",
    "shows_testimonial": "somebody who vouches for it, in words or on screen",
    "shows_lifestyle": "the life it is part of, rather than the thing itself",
    "shows_outdoors": "nature, a street, the sky",
    "shows_text_overlay": "words laid over the picture",
    "shows_brand_mark": "a logo or a name as a mark",
    "shows_offer": "a price, a discount, a deadline",
    "shows_call_to_action": "a request to do something: book, call, buy",
}
"""Element → what has to be seen for it."""
PLATFORMS: Final = (
    "instagram", "facebook", "google-search", "google-display", "tiktok", "linkedin",
)  # fmt: skip
TIME_SLOTS: Final = ("early-morning", "morning", "midday", "afternoon", "evening", "late-night")

SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "Tone": TONES,
    "Aesthetic": AESTHETICS,
    "ColorPalette": COLOR_PALETTES,
    "Composition": COMPOSITIONS,
    "NarrativeElement": tuple(NARRATIVE_ELEMENTS),
    "Platform": PLATFORMS,
    "TimeSlot": TIME_SLOTS,
}
