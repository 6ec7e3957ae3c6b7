"""Seeded errors of writing, as in another list: for tests and measurements of linking.

The common kinds: a letter, an order, a missing word, a legal form, an abbreviation. Nothing here
looks at what linking does.
"""

from __future__ import annotations

import random
import re
import unicodedata
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_FORMS: Final = ("Inc", "Inc.", "LLC", "Ltd", "Ltd.", "Corp.", "Co.", "GmbH", "S.A.", "AG", "Group")
_SHORT: Final = {
    "company": "Co", "international": "Intl", "corporation": "Corp", "and": "&", "&": "and",
    "brothers": "Bros", "bros": "Brothers", "center": "Ctr", "saint": "St", "street": "St",
    "services": "Svcs", "association": "Assn", "national": "Natl", "university": "Univ",
    "manufacturing": "Mfg", "department": "Dept", "technologies": "Tech",
}  # fmt: skip


def mistype(text: str, draw: random.Random) -> str:
    """One letter left out, doubled, replaced, added or changed with the next."""
    if len(text) < 3:
        return text
    place = draw.randrange(len(text) - 1)
    letter = draw.choice(_LETTERS)
    before, this, next_, after = text[:place], text[place], text[place + 1], text[place + 2 :]
    return (
        before
        + draw.choice(
            (next_, this + this + next_, letter + next_, this + letter + next_, next_ + this)
        )
        + after
    )


def misname_organization(name: str, draw: random.Random) -> str:
    """A name as another list has it: another legal form, an abbreviation, a sign, case, a typo."""
    words = name.split()
    kind = draw.random()
    if kind < 0.3:
        words = [*words, draw.choice(_FORMS)]
    elif kind < 0.45:
        words = [_SHORT.get(word.lower(), word) for word in words]
    elif kind < 0.55:
        words = [draw.choice((name.upper(), name.lower(), f"The {name}"))]
    elif kind < 0.65:
        words = [draw.choice((name.replace(" ", ""), name.replace(" ", "-"), plain(name)))]
    elif kind < 0.75 and len(words) > 2:
        words = words[:-1]
    made = " ".join(words)
    return mistype(made, draw) if draw.random() < 0.4 else made


def plain(text: str) -> str:
    """Text without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def misname_person(name: str, draw: random.Random) -> str:
    """A name as another list has it: turned round, an initial, no middle name, a typo."""
    words = name.split()
    kind = draw.random()
    if kind < 0.15 and len(words) > 1:
        words = [f"{words[-1]},", *words[:-1]]
    elif kind < 0.25 and len(words) > 1:
        words = [f"{words[0][0]}.", *words[1:]]
    elif kind < 0.4 and len(words) > 2:
        words = [words[0], words[-1]]
    made = " ".join(words)
    return mistype(made, draw) if draw.random() < 0.6 else made


def reword(text: str, draw: random.Random) -> str:
    """A text as another shop has it: words left out, changed round, one mistyped, codes plain."""
    words = [word for word in text.split() if draw.random() > 0.2] or text.split()
    if draw.random() < 0.3:
        place = draw.randrange(len(words))
        words = words[place:] + words[:place]
    if draw.random() < 0.5:
        place = draw.randrange(len(words))
        words[place] = mistype(words[place], draw)
    made = " ".join(words)
    return re.sub(r"(?<=\w)-(?=\w)", "", made) if draw.random() < 0.3 else made
