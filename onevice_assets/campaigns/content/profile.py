"""What a creative shows, by whoever looked: the same fields from pixels and from a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

MEASURED: Final = "measured"
"""Who profiled a file that no model looked at."""

Sure = tuple[tuple[str, float], ...]
"""Names of shared attribute nodes with confidence, 0 to 1, the surest first."""


@dataclass(frozen=True)
class Profile:
    """What one creative shows.

    Attributes:
        profiled_by: `measured`, or `provider:model`.
        version: of the rules or the prompt.
        description: in words; of a model 150 to 200.
        profiled_at: when; none: with the upload, for measuring needs no moment of its own.
        tones, aesthetics, narrative_elements: with confidence; none where nobody looked.
        color_palettes, compositions: without.
    """

    profiled_by: str
    version: str
    description: str
    profiled_at: datetime | None = None
    tones: Sure = ()
    aesthetics: Sure = ()
    narrative_elements: Sure = ()
    color_palettes: tuple[str, ...] = ()
    compositions: tuple[str, ...] = field(default=())
