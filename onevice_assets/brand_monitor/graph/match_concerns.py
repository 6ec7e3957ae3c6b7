"""Pain points become concerns, and concerns find the conversations they set off.

A concern is one pain point of a website's ICPs, normalised: two ICPs that complain of the same
thing in the same words share it. Its category comes from a fixed list, first match wins.

A concern triggers the prompts of the conversation whose topic speaks of it: among the concerns of
the conversation's own ICP, the one that shares most with the topic (and, counted half, with the
context), words rare among that ICP's concerns counting more. No shared word, no edge: we do not
guess. Words are compared without endings, stop words left out.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from resources.identity import derived_id

OTHER = "other"
CATEGORIES: tuple[tuple[str, str], ...] = (
    (
        "trust",
        r"secur|privacy|personal data|complian|risk|trust|legal|gdpr|breach|safe|leak"
        r"|trackers?\b|tracked|surveil|follow\w* (?:me|us|them)",
    ),
    ("reliability", r"reliab|downtime|outage|crash|bugs?\b|error|fail|break|quality|stab|accura"),
    ("integration", r"integrat|migrat|compatib|connect|apis?\b|lock-?in|switch|moving|sync"),
    ("speed", r"slow|speed|perform|latenc|fast|scal|memory|battery"),
    ("cost", r"cost|pric|budget|expens|cheap|afford|fees?\b|pay|spend|money|subscri|licen"),
    ("time", r"time|manual|hours?\b|deadline|busy|repetit|tedious|delay|late\b|routine"),
    ("operations", r"manag|set ?up|setting|configur|deploy|roll|administ|mainten|maintain|polic"),
    ("knowledge", r"learn|train|skill|expert|complex|confus|understand|difficult|know"),
    ("visibility", r"visib|insight|report|measur|data|analytic|dashboard|overview|metric"),
    ("growth", r"grow|revenue|sales?\b|customer|conver|leads?\b|market|compet|retention|churn"),
    ("collaboration", r"team|collab|communicat|stakeholder|align|approv|shar"),
)

_STOP_WORDS = """
    a about all am an and any are as at be been being best better but by can could do does for
    from get getting good has have having how i if in into is it its me more most much my need
    needs no not of on one or our out over should so some such than that the their them there
    these they this those to too up use used using very want was we what when where which while
    who why will with without would you your
"""
_STOP = frozenset(_STOP_WORDS.split())
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "ly", "s", "e")
_SHORTEST_STEM = 3
_CONTEXT_WEIGHT = 0.5


def normalize_concern(text: str) -> str:
    """Fold case and width, single-space, and drop closing punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", folded).strip(" .;,:!?-–—•*")


def concern_id(website_id: str, text: str) -> str:
    """Id of a concern: it depends on the website and the normalised words alone."""
    return derived_id(date(1970, 1, 1), "concerns", website_id, normalize_concern(text))


def categorize_concern(text: str) -> str:
    """Put a concern into the first category whose word stems it holds, else `other`."""
    normalized = normalize_concern(text)
    for category, stems in CATEGORIES:
        if re.search(rf"\b(?:{stems})", normalized):
            return category
    return OTHER


def match_concern(
    topic: str, context: str | None, concerns: Sequence[tuple[str, str]]
) -> tuple[str, list[str]] | None:
    """Find the concern that a conversation is about.

    Args:
        topic: the conversation's topic.
        context: the situation the person is in.
        concerns: (concern id, words) of the conversation's ICP, most pressing first.

    Returns:
        The concern's id and the stems shared, or `None` where no word is shared. The more
        pressing of two equals wins.
    """
    weights = _rarity(concerns)
    topic_stems, context_stems = _stems(topic), _stems(context or "")
    best: tuple[float, str, list[str]] = (0.0, "", [])
    for identifier, words in concerns:
        stems = _stems(words)
        shared = stems & (topic_stems | context_stems)
        score = sum(
            weights[stem] * (1 if stem in topic_stems else _CONTEXT_WEIGHT)
            for stem in sorted(shared)
        )
        if score > best[0]:
            best = (score, identifier, sorted(shared))
    return (best[1], best[2]) if best[2] else None


def _rarity(concerns: Sequence[tuple[str, str]]) -> Mapping[str, float]:
    counts = Counter(stem for _, words in concerns for stem in _stems(words))
    return {stem: math.log(1 + len(concerns) / count) for stem, count in counts.items()}


def _stems(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", normalize_concern(text))
    return {_stem(word) for word in words if word not in _STOP and len(word) > 1}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
