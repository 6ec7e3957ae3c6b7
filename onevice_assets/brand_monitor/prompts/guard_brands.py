"""Which words make a prompt branded: names and aliases of what a website tracks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from resources.text_folding import names_any

if TYPE_CHECKING:
    from resources.control_plane.brands import TrackedBrand


def guarded_names(tracked: Iterable[TrackedBrand]) -> tuple[str, ...]:
    """Names and aliases of tracked brands, each once, sorted."""
    return tuple(sorted({text for one in tracked for text in (one.name, *one.aliases)}))


def is_branded(text: str, guarded: Sequence[str]) -> bool:
    """Whether a prompt names a tracked brand, as whole words, upper or lower case."""
    return names_any(text, guarded)
