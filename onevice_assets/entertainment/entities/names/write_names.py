"""Names as they are shown and compared: ordinary case, no titles, one key for one spelling."""

from __future__ import annotations

import re
import unicodedata

from onevice_assets.entertainment.entities.names.weigh_names import HONORIFICS, PARTICLES
from onevice_assets.entertainment.entities.tokens import fold

_MAC = re.compile(r"^(mc|o['’])(\w)")


def show_name(text: str) -> str:
    """A name as it is shown: "JANE VAN DYKE" as "Jane van Dyke", "Mr. Ford" as "Ford"."""
    words = text.split()
    while len(words) > 1 and fold(words[0]) in HONORIFICS - {"dr"}:
        words = words[1:]
    capitals = all(not letter.islower() for letter in text)
    shouted = capitals and (len(words) > 1 or sum(map(str.isalpha, text)) > 4)
    if not shouted:
        return " ".join(words)
    return " ".join(_soften(word, first=number == 0) for number, word in enumerate(words))


def _soften(word: str, *, first: bool) -> str:
    if "." in word or len(word) == 1:
        return word
    if not first and fold(word) in PARTICLES:
        return word.lower()
    parts = re.split(r"([-'’\"“”])", word)
    soft = "".join(part[:1] + part[1:].lower() for part in parts)
    return _MAC.sub(lambda m: m.group(1) + m.group(2).upper(), soft) if soft[:1].islower() else soft


def name_key(text: str) -> str:
    """A name as it is compared: small, no accents, marks, titles or article, initials together."""
    plain = unicodedata.normalize("NFKD", show_name(text).casefold().replace("ø", "o"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.sub(r"[^\w\s]|_", "", re.sub(r"[-–+&/\\]", " ", kept)).split()
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    return re.sub(r"(?<=\b\w) (?=\w\b)", "", " ".join(words))
