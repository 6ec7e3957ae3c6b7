"""Measure how resolving mentions of people grows: seconds and memory for invented mentions.

    python -m scripts.measure_mentions [MENTIONS…]

Seeded: each person is named about four times, in documents of twenty mentions, under spellings
of their name, on a project and for a company. Prints one line per size.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import date, timedelta
from itertools import product
from typing import Final

from onevice_assets.entertainment.entities.linkage.mentions import PersonMention
from onevice_assets.entertainment.entities.linkage.people import PEOPLE
from onevice_assets.entertainment.entities.linkage.resolve import resolve

_STARTS: Final = ("Al", "Ber", "Car", "Dan", "El", "Fran", "Gre", "Han", "Is", "Jo", "Ka", "Li")
_ENDS: Final = ("a", "en", "ina", "o", "rick", "son", "ta", "vid", "wen", "zia")
_ROOTS: Final = ("Adl", "Brow", "Cast", "Dun", "Ev", "Fisch", "Garc", "Hugh", "Jon", "Kell", "Lop")
_TAILS: Final = ("er", "ano", "ell", "ham", "ia", "ley", "man", "ner", "ov", "sen", "ton", "wick")
_GIVEN: Final = tuple("".join(parts) for parts in product(_STARTS, _ENDS))
_SURNAMES: Final = tuple("".join(parts) for parts in product(_ROOTS, _TAILS, ("", "s", "ski")))
_ROLES: Final = ("Director", "Producer", "Editor", "Director of Photography", "Gaffer", "")
_PER_PERSON: Final = 4
_PER_DOCUMENT: Final = 20
_DAY: Final = date(2026, 1, 5)


def invent(count: int) -> list[PersonMention]:
    """Invent mentions, the same each time."""
    draw = random.Random(17)
    people = [(draw.choice(_GIVEN), draw.choice(_SURNAMES)) for _ in range(count // _PER_PERSON)]
    return [_mention(place, draw, draw.randrange(len(people)), people) for place in range(count)]


def _mention(
    place: int, draw: random.Random, who: int, people: list[tuple[str, str]]
) -> PersonMention:
    given, surname = people[who]
    whole = f"{given} {surname}"
    name = draw.choice((whole, whole, f"{surname}, {given}", f"{given[0]}. {surname}"))
    document = place // _PER_DOCUMENT
    return PersonMention(
        id=f"m{place:07}", name=name, document_id=f"d{document}",
        day=_DAY + timedelta(days=document % 300), role=draw.choice(_ROLES),
        organization=f"Company {who % 500}" if draw.random() < 0.6 else "",
        projects=(f"Project {who // 8}",) if draw.random() < 0.7 else (),
        emails=(f"{given}.{surname}{who}@mail.test",) if draw.random() < 0.2 else (),
    )  # fmt: skip


def main() -> None:
    """Measure the sizes named, else 10,000 and 100,000."""
    for size in [int(text) for text in sys.argv[1:]] or [10_000, 100_000]:
        mentions = invent(size)
        before, cpu = time.perf_counter(), time.process_time()
        found = resolve(PEOPLE, mentions)
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(
            f"{size:,} mentions: {len(found.entities):,} people, {len(found.reviews):,} to review, "
            f"{found.large_blocks} large blocks, {seconds:.1f} s ({cpu:.1f} of processor), "
            f"{memory} MB at most\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
