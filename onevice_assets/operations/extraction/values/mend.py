"""Letters that a scan put where digits are: "1,49O.OO", "12/l9/2023"."""

from __future__ import annotations

import re

_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_RUN = re.compile(r"(?<![A-Za-z])[\dOolI][\dOolI.,/:-]*(?![A-Za-z])")
_CODE = re.compile(r"(?<=[A-Z]-)[\dOolI]+(?![A-Za-z])")


def mend_digits(text: str) -> str:
    """A text of the same length whose numbers have digits only; words stay.

    A run of digits and O, l, I with at least one digit in it is a number. What is mended that was
    no number ("5l") is harmless, since values are read by their shape.
    """
    return _CODE.sub(_mend, _RUN.sub(_mend, text))


def _mend(match: re.Match[str]) -> str:
    said = match.group()
    return said.translate(_DIGITS) if any(c.isdigit() for c in said) else said
