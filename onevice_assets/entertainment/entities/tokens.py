"""Text as tokens with their places: the one cutting that everything in this stage works on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"(?P<tag></?[a-zA-Z][^<>\n]{0,60}>)"
    r"|(?P<initials>(?:[^\W\d_]\.){2,}|[^\W\d_]\.(?=[ \t]?[^\W\d_]))"
    r"|(?P<leader>\.{3,}|(?:\. ){2,}\.?|…+|_{3,}|-{3,})"
    r"|(?P<contact>[\w.+-]+@[\w.-]+\w|https?://\S+|\+?\(?\d{2,4}\)?[ .-]\d[\d .-]{3,}\d"
    r"|\d{1,2}:\d{2}(?: ?(?:[ap]m?|[AP]M?)\b\.?)?)"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)*)"
    r"|(?P<gap>\n|\t|[ \u00a0]{3,})"
    r"|(?P<mark>[^\w\s]|_)"
)
_POSSESSIVE = re.compile(r"(?<=.)['’][sS]$")
_NOT_POSSESSIVE = frozenset({"it's", "he's", "she's", "that's", "let's", "there's", "who's"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text.

    Attributes:
        text: as written.
        start: offset of its first character.
        end: offset after its last character.
        kind: word, initials, possessive, mark, leader, gap (new line, tab, wide
            space), tag (of HTML) or contact (phone, time of day, address of mail or web).
        fold: small letters without accents, dots and typographic apostrophes.
    """

    text: str
    start: int
    end: int
    kind: str
    fold: str

    @property
    def is_capital(self) -> bool:
        """Whether it is written with a capital first letter."""
        return self.text[:1].isupper()


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """A word as it is compared: small, without accents, dots and curly apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ø", "o"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.replace(".", "").replace("’", "'")


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens; spaces between words are left out, every other character is in one.

    A genitive "'s" is a token of its own, and so is a run of dots that leads from a role to a name.
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        tokens += _cut_possessive(match.group(), match.start(), kind)
    return tokens


def _cut_possessive(text: str, start: int, kind: str) -> list[Token]:
    found = _POSSESSIVE.search(text) if kind == "word" else None
    if found is None or text.casefold().replace("’", "'") in _NOT_POSSESSIVE:
        return [Token(text, start, start + len(text), kind, fold(text))]
    cut = start + found.start()
    head = text[: found.start()]
    return [
        Token(head, start, cut, "word", fold(head)),
        Token(found.group(), cut, start + len(text), "possessive", "'s"),
    ]


def glued(left: Token, right: Token) -> bool:
    """Whether two tokens stand side by side without a space."""
    return left.end == right.start
