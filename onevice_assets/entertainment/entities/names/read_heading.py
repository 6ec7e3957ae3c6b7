"""Which project a document's title names, beside the kind of document and its version."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(?i)[\s_(-]+(?:v|version|draft|rev)[ ._]?\d[\d.]*\)?$")
_WORDS = (
    r"treatment|pitch(?: deck)?|deck|budget|call ?sheet|script|screenplay|contract|proposal"
    r"|agreement|brief|notes?|storyboards?|shot ?list|schedule|estimate"
)
_BEFORE = (
    r"(?:the|director['’]?s|creative|final|agency|music video|production|services?|talent|master"
    r"|shooting|look|preliminary|revised)"
)
_KIND = re.compile(rf"(?i)(?:\s+-?\s*|^)(?:{_BEFORE}\s+)*(?:{_WORDS})$")
_ANY_KIND = re.compile(rf"(?i)\b(?:{_WORDS})\b")
_PARTS = re.compile(r"\s*[:|–—]\s+|\s+-\s+")
_DAY = re.compile(r"(?i)^(?:shoot(?:ing)? )?day \d")
_MARKS = ' \t:,-–—|"“”'


def project_of_title(title: str) -> str:
    """The project that a document's title names, "" where it names none.

    "Neon Coast: Director's Treatment v2" and "Call sheet - Neon Coast" are of Neon Coast,
    "Production Services Agreement" and "CALL SHEET — DAY 1 OF 3" of no project.
    """
    name = _VERSION.sub("", title.strip())
    parts = [part.strip(_MARKS) for part in _PARTS.split(name)]
    kinds = [bool(_ANY_KIND.search(part)) for part in parts]
    if len(parts) > 1 and any(kinds):
        left = [part for part, kind in zip(parts, kinds, strict=True) if not kind]
        named = [part for part in left if part and not _DAY.match(part)]
        return named[0] if named else ""
    return _KIND.sub("", name).strip(_MARKS)
