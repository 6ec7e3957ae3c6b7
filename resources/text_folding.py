"""Whether a text names something: Unicode-folded, word-bounded, spacing ignored.

This is the cautious yes/no of guards ("does this prompt name a brand?", "does any page say
this?"). Reading brands out of answers, with spans and ranks, is `brand_states`' work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "\xad": ""})


def fold(text: str) -> str:
    """Case-folded NFKC text with straight quotes, plain hyphens and single spaces."""
    plain = unicodedata.normalize("NFKC", text).translate(_SAME).casefold()
    return " ".join(plain.split())


def names(text: str, name: str) -> bool:
    """Whether the text names it as whole words; `Edge` is not in `edges`."""
    return bool(name.strip()) and _pattern(fold(name)).search(fold(text)) is not None


def names_any(text: str, candidates: Iterable[str]) -> bool:
    """Whether the text names at least one of them."""
    folded = fold(text)
    return any(_pattern(fold(one)).search(folded) for one in candidates if one.strip())


@lru_cache(maxsize=4096)
def _pattern(folded_name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(folded_name)}(?!\w)")
