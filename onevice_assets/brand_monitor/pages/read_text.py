"""The readable text of a page without menus and footers, and how many words it has."""

from __future__ import annotations

import logging
import re

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:['’.,\-&@/+][^\W_{_CJK}]+)*")
_BLANK = re.compile(r"[ \t]*\n\s*\n\s*")
_TAG = re.compile(r"<[a-zA-Z]")
_MOST_TAGS = 5_000  # trafilatura takes three seconds for so many, and minutes for four times more
_NOISE = "script,style,noscript,template,svg,nav,header,footer,aside,form,iframe"


def read_text(html: str) -> str | None:
    """Take the readable text of a page: by trafilatura, else all of its body but the frame.

    A page of more than 5,000 elements is read by the second way at once.

    Args:
        html: decoded markup.

    Returns:
        Paragraphs separated by line breaks, or None where a page has none.
    """
    if sum(1 for _ in _TAG.finditer(html)) > _MOST_TAGS:
        return _read_body(html)
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every thin page
    text = trafilatura.extract(html, include_comments=False, include_tables=True)
    return (text or "").strip() or _read_body(html)


def count_words(text: str | None) -> int:
    """Count words as word processors do: Chinese characters and Japanese kana count one each."""
    return len(_WORDS.findall(text or ""))


def forget_caches() -> None:
    """Give back the memory that trafilatura keeps between pages."""
    from trafilatura.meta import reset_caches

    reset_caches()


def _read_body(html: str) -> str | None:
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html).body
    if body is None:
        return None
    for node in body.css(_NOISE):
        node.decompose()
    lines = [" ".join(line.split()) for line in body.text(separator="\n").split("\n")]
    return _BLANK.sub("\n", "\n".join(line for line in lines if line)).strip() or None
