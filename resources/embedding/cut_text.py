"""Long texts in pieces of bounded length, cut where a reader would."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 2_000
"""Characters of a piece. UTF-8 makes at most 8,000 bytes of them, and a token has at least one
byte, so a piece always fits the 8,191 tokens that `text-embedding-3-small` takes."""

_BORDERS: Final = (
    re.compile(r"(?=\n\s*\n)"),  # paragraphs
    re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|[。!?]"),  # sentences
    re.compile(r"(?=\n)"),
    re.compile(r"(?=\s)"),
)


def cut_text(text: str, longest: int = LONGEST) -> list[str]:
    """Cut a text at paragraphs, else sentences, lines, words, else anywhere.

    A border in the first half of what fits is not taken, so pieces are not small; nothing is
    lost but white space at the cuts. The same text gives the same pieces.

    Args:
        text: of any length.
        longest: characters of a piece, at least 1.

    Returns:
        Pieces without white space around them; none for a blank text.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > longest:
        end = _find_border(rest, longest)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _find_border(text: str, longest: int) -> int:
    """Where the first piece ends: after 1 to `longest` characters."""
    for border in _BORDERS:
        found = border.finditer(text, longest // 2, longest + 1)
        ends = [one.end() for one in found if 0 < one.end() <= longest]
        if ends:
            return ends[-1]
    return longest
