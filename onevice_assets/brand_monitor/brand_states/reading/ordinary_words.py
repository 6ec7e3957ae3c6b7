"""Which names of brands are made of everyday words alone."""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.words.ordinary_words import is_ordinary


def is_ordinary_phrase(name: str) -> bool:
    """Whether a name is made of everyday words alone."""
    return all(is_ordinary(word) for word in fold_name(name).split())
