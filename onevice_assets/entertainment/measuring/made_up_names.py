"""Names of people and concepts who are nobody's and nothing."""

from __future__ import annotations

from typing import Final

_FIRST: Final = ("Ada", "Ben", "Cleo", "Dana", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kai",
                 "Lena", "Milo", "Nia", "Omar", "Pia", "Quin", "Rosa", "Sam", "Tess")  # fmt: skip
_LAST: Final = ("Abara", "Berg", "Castro", "Dubois", "Eze", "Fischer", "Garcia", "Haas", "Ito",
                "Jansen", "Kim", "Lopez", "Meyer", "Novak", "Okafor", "Park", "Quist", "Rossi",
                "Silva", "Tanaka", "Ueda", "Vidal", "Wong", "Xu", "Young", "Zhou")  # fmt: skip
WORDS: Final = ("rooftop", "performance", "neon", "desert", "mirror", "choreography", "slow",
                 "motion", "underwater", "archive", "stadium", "handheld", "forest", "drone",
                 "studio", "silhouette", "rain", "night", "market", "portrait")  # fmt: skip


def name_person(number: int) -> str:
    """Name of the person of a number; every fifth stands for several people."""
    first, last = _FIRST[number % 20], _LAST[(number // 20) % 26]
    return f"{first} {last}" if number % 5 == 0 else f"{first} {last} {number // 520}"


def name_concept(number: int) -> str:
    """Name of the concept of a number."""
    return f"{WORDS[number % 20]} {WORDS[(number // 20) % 20]} {number // 400}".title()
