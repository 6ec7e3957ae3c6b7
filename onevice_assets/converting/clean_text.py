"""Text as later stages get it: one form of each letter, no signs nobody sees."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\v]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\ufffc\ufffe\uffff"
    r"\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_LOOSE = re.compile(r"[ \t]+$", re.MULTILINE)
_RUNS = re.compile(r" {2,}")
_GAPS = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Clean a page: NFC, plain spaces, no control or zero-width sign, no lone surrogate.

    Tabs (between cells) and form feeds (between pages) stay, and so does the sign of a letter that
    was lost (U+FFFD): it tells of the extraction. Cleaning twice changes nothing.
    """
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return _GAPS.sub("\n\n", _LOOSE.sub("", _RUNS.sub(" ", text))).strip("\n ")


def flatten_cell(text: str) -> str:
    """A cell's text on one line: a row of a table is one line with tabs between its cells."""
    return " ".join(text.split())
