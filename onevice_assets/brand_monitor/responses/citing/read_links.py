"""The links in an answer's own text: an answer that links a page cites it.

Engines that search without listing sources (and chats that were copied by hand) show them as
Markdown links or bare addresses only; those are what the asker sees and follows, so they count as
cited whatever the provider's list says. Addresses in fenced code belong to the code, and pictures
are shown, not cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from resources.citations import Citation

_FENCE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(
    r"(?:(?P<image>!)?\[(?P<label>[^\[\]\n]{0,300})\]{1,2}\([ <]{0,2})?"
    r"(?P<url>(?:https?://|(?<![\w@/.-])www\.)"
    r"(?:(?!\]\()[^\s<>\"`|{}^（）「」『』【】，。、；])+)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([_*~&#()\[\]-])")
_LOOSE_END = ".,;:!?'*_~…\\"
_PAIRS = {")": "(", "]": "["}


def read_links(text: str) -> Iterator[Citation]:
    """Read the links of an answer, in order, each as cited, with its label as title.

    Args:
        text: Markdown or plain; a sentence's end is not part of an address.
    """
    if "://" not in text and "www." not in text:
        return
    for match in _LINK.finditer(_FENCE.sub(" ", text)):
        url = _trim(match["url"])
        if url and not match["image"]:
            yield Citation(url=url, title=_title(match["label"]), is_cited=True)


def _trim(url: str) -> str:
    """Cut what follows the address: a bracket that was opened before it, the end of a sentence."""
    url = _ESCAPED.sub(r"\1", url)
    opened = {"(": 0, "[": 0}
    for at, sign in enumerate(url):
        if sign in opened:
            opened[sign] += 1
        elif sign in _PAIRS:
            opened[_PAIRS[sign]] -= 1
            if opened[_PAIRS[sign]] < 0:
                url = url[:at]
                break
    return url.rstrip(_LOOSE_END)


def _title(label: str | None) -> str | None:
    """A label that names the page; a number or the address again does not."""
    words = (label or "").strip(" *_`")
    named = any(sign.isalpha() for sign in words) and "://" not in words
    return words if named and not words.lower().startswith("www.") else None
