"""Find what a reader does not read as prose: link targets, bare addresses, hosts, e-mail.

A name inside one of them is no mention; the label of a link is (unless it is only the address
again). Each pattern begins with a fixed character, so a text without addresses costs next to
nothing.
"""

from __future__ import annotations

import re

_TARGET = re.compile(r"\]\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500}){0,3}\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\])]{1,2000}")
_WWW = re.compile(r"www\.[^\s<>\"'\])]{1,2000}")
_OWN_LABEL = re.compile(
    r"\[(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})\]\(https?://(?:www\.)?(?P=host)[^()\s]{0,2000}"
)
_MAIL = re.compile(r"@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")
_HOST = re.compile(r"\.[a-zA-Z0-9-]{1,63}\.[a-z]{2,24}\b")
_SOURCE = re.compile(r"\[\d{1,3}\]:? ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,3}\b")
_LOCAL_PART = re.compile(r"[\w.+-]{0,64}$")
_REACH = 64

Span = tuple[int, int]


def hide_addresses(text: str, end: int) -> list[Span]:
    """Spans of addresses in `text[:end]`, in order; linear in the text."""
    spans: list[Span] = []
    if "](" in text:
        spans += _spans(_TARGET, text, end)
        spans += _spans(_OWN_LABEL, text, end)
    if "://" in text:
        spans += _spans(_ADDRESS, text, end)
    if "www." in text:
        spans += _spans(_WWW, text, end)
    if "@" in text:
        spans += _spans_with_local_part(_MAIL, text, end)
    if "[" in text:
        spans += _spans(_SOURCE, text, end)
    spans += _spans_with_local_part(_HOST, text, end)
    return _merge(sorted(spans))


def _spans(pattern: re.Pattern[str], text: str, end: int) -> list[Span]:
    return [match.span() for match in pattern.finditer(text, 0, end)]


def _spans_with_local_part(pattern: re.Pattern[str], text: str, end: int) -> list[Span]:
    """Spans that also hold the word characters right before them: `contact` of contact@…."""
    found = []
    for start, stop in _spans(pattern, text, end):
        before = _LOCAL_PART.search(text, max(0, start - _REACH), start)
        found.append((before.start() if before else start, stop))
    return found


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, stop in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
