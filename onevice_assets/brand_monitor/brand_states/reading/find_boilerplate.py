"""Find where the footer of the page begins that an answer was taken from; it is no answer."""

from __future__ import annotations

import re

_BOILERPLATE = re.compile(
    r"(?:Generative AI is experimental|AI responses may include mistakes|AI-generated answers may)"
    r"[^\n]{0,80}?(?:Learn more|$)|Your feedback helps Google improve"
)
_BOILERPLATE_WORDS = (
    "AI is experimental",
    "AI responses may",
    "AI-generated",
    "Your feedback helps",
)
_BOILERPLATE_MAX = 1500


def find_boilerplate(text: str) -> int:
    """Offset of the page's own footer, which stands at the very end, or the text's length."""
    tail = max(0, len(text) - _BOILERPLATE_MAX)
    if not any(text.find(words, tail) >= 0 for words in _BOILERPLATE_WORDS):
        return len(text)
    match = _BOILERPLATE.search(text, tail)
    return match.start() if match else len(text)
