"""A piece of an answer as a reader would see it. Evidence itself stays as it was answered."""

from __future__ import annotations

import re

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_MARKS = re.compile(r"\*\*|__|`|^#{1,6}\s+", re.MULTILINE)


def drop_markdown(text: str) -> str:
    """The text without Markdown's marks and the addresses of links."""
    return _MARKS.sub("", _LINK.sub(r"\1", text))
