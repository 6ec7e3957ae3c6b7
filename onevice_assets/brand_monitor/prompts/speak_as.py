"""How an ideal customer speaks: who they say they are, and whether they say I or we."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.prompts.inflect import lower_first, plural, with_article

_SMALL, _MIDDLE = 50, 500
_HAS_PLACE = re.compile(
    r"\b(?:compan(?:y|ies)|start-?up|owner|founder|business|firm|shop|self-employed|freelance"
    r"|independent|landlord|restaurant|craft)\b",
    re.I,
)


@dataclass(frozen=True)
class Voice:
    """An ideal customer as the templates need them; sentences carry no full stop."""

    intro: str
    people: str
    is_company: bool
    goals: tuple[str, ...]
    pains: tuple[str, ...]
    objections: tuple[str, ...]
    factors: tuple[str, ...]

    @property
    def pronouns(self) -> dict[str, str]:
        """I or we in the forms the templates use."""
        if self.is_company:
            return {"i": "we", "I": "We", "I_am": "We are", "me": "us"}
        return {"i": "I", "I": "I", "I_am": "I am", "me": "me"}


def voice_of(icp: Mapping[str, Any]) -> Voice:
    """Read the voice out of an `icps` row."""
    profession = json.loads(icp["professional_profile"])
    title = lower_first(str(profession["job_titles"][0]).strip())
    largest = _largest(str(profession.get("company_size") or ""))
    is_company = largest > 1
    place = f" at {_company(largest)}" if is_company and not _HAS_PLACE.search(title) else ""
    return Voice(
        intro=f"I'm {f'the {title}' if ' of ' in title else with_article(title)}{place}.",
        people=plural(title),
        is_company=is_company,
        goals=_phrases(icp["goals"], lower=True),
        pains=_phrases(icp["pain_points"]),
        objections=_phrases(icp["objections"]) or ("It may not be worth the money",),
        factors=_phrases(icp["decision_factors"], lower=True),
    )


def _largest(size: str) -> int:
    """Upper end of a company size: `50-500` -> 500, `1,000+` -> 1000, nothing -> 0."""
    numbers = [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", size)]
    return max(numbers, default=0)


def _company(largest: int) -> str:
    if largest <= _SMALL:
        return "a small company"
    return "a mid-sized company" if largest <= _MIDDLE else "a large company"


def _phrases(column: str, *, lower: bool = False) -> tuple[str, ...]:
    texts = [str(one).strip().rstrip(".!?") for one in json.loads(column)]
    return tuple(lower_first(text) if lower else text for text in texts if text)
