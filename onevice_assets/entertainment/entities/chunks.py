"""A text as a row of chunks - roles, names, titles, separators, words - with one letter each.

The rules of `credits` and `prose` are regular expressions over these letters:

    R role, Q with a genitive       B "directed by"        V "directed"     H "behind the camera"
    N person    C perhaps one       X one who is ruled out               O organization   L place
    P title     M number, phone     : colon, leader, cell   - dash       | new line   ' genitive
    , & / ( ) ; . marks             c is    s as    n not   h who        o of, at, for, from, with
    y by        i in, to, under     v has, will             a article or adjective    g he   w word
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onevice_assets.entertainment.entities.roles.find_roles import RoleMention
from onevice_assets.entertainment.entities.tokens import Token
from onevice_assets.entertainment.entities.word_lists import letter_of_word

_MARKS = {
    ":": ":", "=": ":", "|": ":", ",": ",", "/": "/", "(": "(", ")": ")", "[": "(", "]": ")",
    ";": ";", "•": ";", "·": ";", "–": "-", "—": "-", "+": "&",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a text with the letter of what it is.

    Attributes:
        kind: one letter (see the module).
        start: offset of its first character.
        end: offset after its last one.
        text: as written.
        mention: the role it names, of kinds R, B, V and H.
        tokens: what it is made of.
    """

    kind: str
    start: int
    end: int
    text: str
    mention: RoleMention | None = None
    tokens: tuple[Token, ...] = field(default=(), repr=False)


_KINDS = {"gap": ":", "leader": ":", "possessive": "'", "contact": "M", "tag": ""}
_BREAKS = ("<br", "<p", "</p", "<li", "<tr", "</tr")


def word_letter(token: Token, before: Token | None, after: Token | None) -> str:
    """The letter of a token that is no role, name or title; "" where it says nothing."""
    if token.text == "\n" or token.fold.startswith(_BREAKS):
        return "|"
    if token.kind in _KINDS:
        return _KINDS[token.kind]
    if token.text[:1].isdigit() or token.text in "$€£¥#":
        return "M"
    if token.text in "-'’":
        return _inside(token, before, after)
    return _mark_letter(token, after)


def _mark_letter(token: Token, after: Token | None) -> str:
    if token.text in ".!?":
        return "." if after is None or after.start > token.end or after.kind == "gap" else ""
    if token.text in _MARKS:
        return _MARKS[token.text]
    word = token.kind in ("word", "initials")
    return letter_of_word().get(token.fold, "w" if word else "")


def _inside(token: Token, before: Token | None, after: Token | None) -> str:
    """A hyphen or apostrophe: it says something only where it does not stand inside a word."""
    left = before is not None and before.end == token.start
    right = after is not None and after.start == token.end
    if token.text != "-":
        return "'" if left and before is not None and before.fold.endswith("s") else ""
    return "" if (left and right) or before is None or before.kind == "gap" else "-"
