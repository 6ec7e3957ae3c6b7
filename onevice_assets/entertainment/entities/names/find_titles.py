"""Find titles of projects: in quotes, in italics of Markdown, or named as such in a line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.names.known_names import organization_words
from onevice_assets.entertainment.entities.names.weigh_names import (
    PERSON,
    is_organization,
    weigh_person,
)
from onevice_assets.entertainment.entities.roles.compare_roles import split_roles
from onevice_assets.entertainment.entities.roles.vocabulary import phrase_key, roles
from onevice_assets.entertainment.entities.tokens import Token

_QUOTED = re.compile(
    r"“(?P<a>[^“”\n]{1,80})”|(?<![\w])\"(?P<b>[^\"\n]{1,80})\"|«\s?(?P<c>[^«»\n]{1,80})\s?»"
    r"|(?<![\w])‘(?P<d>[^‘\n]{1,80}?)’(?!\w)|(?<![\w'])'(?P<e>[^\n']{1,50}(?:'\w[^\n']{0,40})?)'(?!\w)"
    r"|(?<![\w*])\*(?P<f>[^*\n]{2,60})\*(?![\w*])|(?<![\w_])_(?P<g>[^_\n]{2,60})_(?![\w_])"
)
_MOST_WORDS = 9
_FIELD = re.compile(
    r"(?im)(?:^|\|)[ \t*_>-]*(?:project(?: name| title)?|title|job(?: name)?|campaign|spot|film"
    r"|song|video|commercial|music video|production title|working title|track|brand film)[*_]*"
    r"\s*[:=][*_]*[ \t]*(?P<t>[^\n\"“|;]{2,60}?)[ \t]*(?:\([^)\n]*\)[ \t]*)?(?=$|\|)"
)

_MADE = re.compile(
    r"\b(?:the|our|this)[ ](?:\d+-second[ ])?(?:tv[ ]|brand[ ]|music[ ]|short[ ])?"
    r"(?:commercial|spot|film|video|campaign|documentary|promo)[ ]"
    r"(?P<t>[A-ZÀ-Þ][\w'’-]*(?:[ ](?:(?:of|the|and|in|on|to|a)[ ]){0,2}[A-ZÀ-Þ0-9][\w'’-]*){0,5})"
    r"(?=[.,;:)](?:\s|$)|[ ](?:is|was|will|has|by|for|with)\b|$)",
    re.MULTILINE,
)


def find_titles(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Titles as (first token, after the last one, "P"), quotes included.

    What is said in quotes ("It was chaos,"), a nickname and a term of a contract are no titles.
    """
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        if _is_title(inner, text, match.start(), match.end()):
            yield from _span(tokens, match.start(), match.end())
    for match in _FIELD.finditer(text):
        yield from _span(tokens, match.start("t"), match.end("t"))
    for match in _MADE.finditer(text):
        span = list(_span(tokens, match.start("t"), match.end("t")))
        if span and not _is_named_otherwise(tokens[span[0][0] : span[0][1]]):
            yield from span


def _is_named_otherwise(own: Sequence[Token]) -> bool:
    """Whether what follows "the film" is a person, a company or a role, and no title."""
    if split_roles(own[0].text)[0].name in {role.name for role in roles().values()}:
        return True
    return is_organization(own) or weigh_person(own) >= PERSON


def title_text(text: str) -> str:
    """A title without its quotes and marks."""
    return text.strip(" \t\"“”«»‘’'*_").rstrip(",")


def _is_title(inner: str, text: str, start: int, end: int) -> bool:
    words = inner.split()
    if not words or len(words) > _MOST_WORDS or not any(letter.isalpha() for letter in inner):
        return False
    if inner.rstrip()[-1] in ",;" and re.match(
        r"\s*(?:said|says|\w+ said|director|creative)", text[end:]
    ):
        return False
    if (
        len(words) > 2
        and inner.rstrip()[-1] in ",."
        and inner[:1].isupper()
        and not inner.istitle()
    ):
        return bool(
            inner.rstrip()[-1] == "," and sum(w[:1].isupper() for w in words) > len(words) / 2
        )
    key = phrase_key(inner)
    meant = split_roles(inner) if key else []
    if not meant or meant[0].name in {role.name for role in roles().values()}:
        return False
    if key in organization_words("roles") | {
        "company",
        "agreement",
        "services",
        "producer",
        "work",
    }:
        return False
    around = text[:start].rstrip(" "), text[end:].lstrip(" ")
    nickname = (
        len(words) <= 2
        and re.search(r"(?:^|[\s(])[^\W\d_]+$", around[0])
        and re.match(r"[^\W\d_]", around[1])
    )
    named = re.search(r"\b[A-ZÀ-Þ][^\W\d_]+$", around[0]) and re.match(r"[A-ZÀ-Þ]", around[1])
    return not (nickname and named)


def _span(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    first = bisect_left(tokens, start, key=lambda token: token.start)
    last = bisect_right(tokens, end, key=lambda token: token.end)
    if first < last:
        yield first, last, "P"
