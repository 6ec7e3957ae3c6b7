"""Fold text for matching without losing a single offset.

Folding makes spellings of one name equal: case, accents where the script treats them as
ornament (Latin and Greek, not が/か nor أ/ا), curly quotes, hyphens, every kind of space. All that
is not a letter, mark or digit becomes a space, so a name starts and ends at one.

Nearly every text folds character by character, so offsets stay. Only where a cluster of several
characters folds to fewer (a decomposed accent, a zero-width joiner, ß) a table of offsets is kept.
Which brand a folded name means is decided in `find_brands`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ASCII = bytes(code | 32 if 65 <= code <= 90 else code if 48 <= code <= 57 or 97 <= code <= 122
               else 32 for code in range(256))  # fmt: skip
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_STROKES = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "İ": "i",
}  # no decomposition
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_ACCENT = re.compile(r"[\u0300-\u036f\u0483-\u0489\u3099\u309a\u1160-\u11ff]")
_ASCII_CHARACTERS = {code: chr(_ASCII[code]) for code in range(128)}
UNSPACED = re.compile(f"[{_UNSPACED}]")
UNSPACED_OR_HANGUL = re.compile(f"[{_UNSPACED}{_HANGUL}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    Attributes:
        text: letters, marks and digits, lower case; everything else is a space.
        offsets: original offset of every folded character and of the end; None where they are
            the same.
    """

    text: str
    offsets: list[int] | None = None

    def original(self, position: int) -> int:
        """Offset in the original text of a folded character."""
        return position if self.offsets is None else self.offsets[position]

    def original_end(self, end: int) -> int:
        """End offset in the original text of a span that ends before folded `end`."""
        if self.offsets is None or end == 0:
            return end
        return self.offsets[end]


def fold(text: str) -> Folded:
    """Fold a text of any length, in linear time; lone surrogates and NUL become spaces."""
    letters = ""
    for char in set(_NOT_ASCII.findall(text)):
        folded = fold_character(char)
        if len(folded) != 1:
            return _fold_clusters(text)
        if folded.isascii():
            if folded != " ":
                text = text.replace(char, folded)
        else:
            letters += char
    if letters:
        return Folded(_fold_letters(text))
    return Folded(text.encode("ascii", "replace").translate(_ASCII).decode("ascii"))


def _fold_letters(text: str) -> str:
    """Fold a text that keeps letters beyond ASCII, all of them one for one."""
    return "".join(map(_fold_kept, text))


@lru_cache(maxsize=65536)
def _fold_kept(char: str) -> str:
    return char.translate(_ASCII_CHARACTERS) if char.isascii() else fold_character(char)


def fold_name(name: str) -> str:
    """Fold a brand's name or alias: as `fold`, trimmed, inner spaces kept one for one."""
    return fold(name).text.strip()


@lru_cache(maxsize=65536)
def fold_character(char: str) -> str:
    """Fold one character beyond ASCII; '' for what has no place of its own (accents, joiners)."""
    if "\ufe00" <= char <= "\ufe0f":  # variation selectors only ever follow a symbol
        return " "
    if _INVISIBLE.match(char) or _ACCENT.match(char):
        return ""
    low = _STROKES.get(char) or char.lower()
    if low.isalnum():
        return _plain_letter(low) if len(low) == 1 else ""
    return char if unicodedata.category(char) in ("Mn", "Mc") else " "


def _plain_letter(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char) if 0xFF00 <= ord(char) <= 0xFFEF else char
    base = _STROKES.get(wide) or unicodedata.normalize("NFD", wide)[0]
    if base != wide and _is_ornamented(base):
        return base.lower()
    return wide.casefold() if len(wide.casefold()) == 1 else wide


def _is_ornamented(base: str) -> bool:
    return "a" <= base.lower() <= "z" or 0x370 <= ord(base) <= 0x3FF


def _fold_clusters(text: str) -> Folded:
    """Fold where characters and folded characters are not one for one: only there piece by piece.

    Between the odd places the text is folded as a whole; a cluster is an odd character with the
    one before it.
    """
    odd = {char for char in set(_NOT_ASCII.findall(text)) if len(fold_character(char)) != 1}
    pattern = re.compile(f"(?s).?[{re.escape(''.join(odd))}]{{1,8}}")
    folded: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        part = _fold_cluster(match.group())
        folded += (fold(text[at:start]).text, part)
        offsets.extend(range(at, start))
        offsets.extend([start] * len(part))
        at = end
    folded.append(fold(text[at:]).text)
    offsets.extend(range(at, len(text) + 1))
    return Folded("".join(folded), offsets)


@lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFC", cluster).lower()
    return "".join(map(_fold_kept, composed))
