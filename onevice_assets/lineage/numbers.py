"""Which numbers of which mart can be led back to answers; a mart's first one is its main number."""

from __future__ import annotations

from collections.abc import Iterable

from onevice_assets.lineage import brand_numbers as brands
from onevice_assets.lineage import pair_numbers as pairs
from onevice_assets.lineage import place_numbers as places
from onevice_assets.lineage.count_answers import Number, Numbers
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.errors import InputError

NUMBERS: dict[str, Numbers] = {
    "share_of_voice": brands.SHARE_OF_VOICE,
    "share_of_voice_variants": brands.SHARE_OF_VOICE_VARIANTS,
    "competitor_ranking": brands.COMPETITOR_RANKING,
    "prompt_cells": brands.PROMPT_CELLS,
    "brand_cells": brands.BRAND_CELLS,
    "visibility_by_intent_type": brands.VISIBILITY_BY_INTENT_TYPE,
    "visibility_by_funnel_stage": brands.VISIBILITY_BY_FUNNEL_STAGE,
    "visibility_by_icp": brands.VISIBILITY_BY_ICP,
    "visibility_by_belief": brands.VISIBILITY_BY_BELIEF,
    "belief_map": brands.BELIEF_MAP,
    "substitution_patterns": pairs.SUBSTITUTION_PATTERNS,
    "co_mentions": pairs.CO_MENTIONS,
    "citations": places.CITATIONS,
    "prompt_difficulty": brands.PROMPT_DIFFICULTY,
    "brand_persistence": places.BRAND_PERSISTENCE,
}
VERDICTS = visibility_verdicts.name
RATES = ("rate_after", "rate_before")
EXPLAINED = (*NUMBERS, VERDICTS)


def find_number(mart: str, name: str | None) -> tuple[str, Number]:
    """A mart's number by name, or its main one.

    Raises:
        InputError: naming the numbers that can be explained.
    """
    numbers = NUMBERS[mart]
    chosen = _check(mart, name or next(iter(numbers)), numbers)
    return chosen, numbers[chosen]


def check_rate(name: str | None) -> str:
    """One of a verdict's two rates; the later one where none is named.

    Raises:
        InputError: naming both.
    """
    return _check(VERDICTS, name or RATES[0], RATES)


def _check(mart: str, name: str, known: Iterable[str]) -> str:
    if name in known:
        return name
    raise InputError(
        f"{name!r} of {mart} cannot be led back to answers; its numbers are: {', '.join(known)}."
    )


def check_mart(name: str) -> None:
    """Refuse a table whose rows no answers are counted in.

    Raises:
        InputError: naming the marts that can be explained.
    """
    if name not in EXPLAINED:
        raise InputError(f"explain cannot tell {name!r}; it knows {', '.join(EXPLAINED)}.")
