"""The noun phrase that names an offering: "SQL database engine" out of a longer description.

No tagger: a phrase ends at a known head noun and begins after words of praise. What cannot be
read that way is no phrase, and the gazetteer's noun stands in.
"""

from __future__ import annotations

import re

from onevice_assets.brand_monitor.audience.words import words

MOST_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:[-/'’&.+][^\W_]+)*\+*|[,;:.!?()|&–—\"“”]")
_BREAK = frozenset(',;:.!?()|&–—"“”')
_PRAISING = re.compile(
    r".*(?:-(?:based|run|owned|friendly|quality|reliability|grade|rated|class|powered|time|free"
    r"|winning|first|ready|level|performance|efficiency|edge|tuned|source)|ly)\Z|\d+\S*\Z"
)


def parse(text: str, *, without: frozenset[str] = frozenset()) -> str | None:
    """Read the first offering's noun phrase of a description.

    Args:
        text: a title, a description or what follows "is a": `small, fast SQL database engine`.
        without: folded words that may not be part of it (the site's own names).

    Returns:
        One to four words, lower-case except acronyms, or None.
    """
    tokens = _WORD.findall(text)
    for end, token in enumerate(tokens):
        if end and token.casefold() in {"and", "or"} and _belongs(tokens[end - 1], without):
            break
        if is_head(token) and not _goes_on(tokens, end, without):
            phrase = _read_before(tokens, end + 1, without)
            if phrase:
                return phrase
    return None


def countable(phrase: str) -> str:
    """The phrase as buyers count it: `accounting software` -> `accounting tool`.

    Also shorter where buyers are: `SQL database engine` -> `SQL database`.
    """
    for long, short in words().shorter.items():
        if phrase.endswith(long):
            phrase = phrase.removesuffix(long) + short
    *before, head = phrase.split()
    new_head = words().countable.get(head.casefold(), head)
    if new_head.split()[0].casefold() in {word.casefold() for word in before}:
        new_head = new_head.split()[-1]
    return " ".join([*before, new_head])


def is_head(word: str) -> bool:
    """Whether a word, in singular or plural, names an offering."""
    return word.casefold() in words().heads or _singular(word.casefold()) in words().heads


def _goes_on(tokens: list[str], end: int, without: frozenset[str]) -> bool:
    """Whether the next word is a head too: in "database engine" the engine is the head."""
    if end + 1 >= len(tokens):
        return False
    following = tokens[end + 1]
    return is_head(following) and following.casefold() not in without


def _read_before(tokens: list[str], end: int, without: frozenset[str]) -> str | None:
    """Collect the phrase that ends before a position, whose last word is a head."""
    begin = end - 1
    while begin > 0 and end - begin < MOST_WORDS and _belongs(tokens[begin - 1], without):
        begin -= 1
    phrase = [_plain(token) for token in tokens[begin:end]]
    head = phrase[-1].casefold()
    if head not in words().heads:
        head = phrase[-1] = _singular(head)
    if head in without or (len(phrase) == 1 and head in words().weak_heads):
        return None
    return " ".join(phrase)


def _belongs(token: str, without: frozenset[str]) -> bool:
    low = token.casefold()
    lists = words()
    return not (
        token in _BREAK
        or low in lists.praise
        or low in lists.stops
        or low in without
        or _PRAISING.match(low)
    )


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _plain(token: str) -> str:
    """Lower-case, unless the word is written with capitals inside or throughout."""
    if len(token) > 1 and token[1:] != token[1:].lower():
        return token
    return token.lower()
