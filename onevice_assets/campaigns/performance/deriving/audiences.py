"""Names of audiences: gender and age as the platforms write them.

Facebook: `female`, `25-34`, `65+`; TikTok: `GENDER_FEMALE`, `["AGE_25_34", "AGE_55_100"]`; Google:
`FEMALE`, `AGE_RANGE_25_34`, `AGE_RANGE_65_UP`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_GENDERS: Final = {
    "female": "women", "f": "women", "women": "women", "woman": "women",
    "male": "men", "m": "men", "men": "men", "man": "men",
}  # fmt: skip
_RANGE: Final = re.compile(r"(\d{1,2})\s*(?:[-_–]|\s+to\s+)\s*(\d{2,3}|UP)|(\d{2})\s*\+", re.I)
_OPEN: Final = 66
"""An upper end from here on says no more than that there is none."""


@dataclass(frozen=True, order=True)
class Audience:
    """Who is reached.

    Attributes:
        name: `women 25-34`, `women`, `25-34`.
        age_range: `25-34`, `65+`, `18-24, 45-54`; none: any age.
        description: in a sentence.
    """

    name: str
    age_range: str | None
    description: str


def name_audience(gender: str | None, age: str | None) -> Audience | None:
    """The audience of a row or an ad group; none where neither says anything.

    Args:
        gender: in any of the platforms' words; unknown and unlimited say nothing.
        age: one range or a list of them.
    """
    who, ages = _read_gender(gender), _read_ages(age)
    if not who and not ages:
        return None
    name = " ".join(one for one in (who, ages) if one)
    people = who or "people"
    told = f"{people} of {ages} years" if ages else people
    return Audience(name, ages, f"{told[0].upper()}{told[1:]}, as the platform reports them.")


def _read_gender(gender: str | None) -> str | None:
    words = re.findall(r"[a-z]+", (gender or "").lower().replace("gender_", ""))
    found = {_GENDERS[one] for one in words if one in _GENDERS}
    return found.pop() if len(found) == 1 else None


def _read_ages(age: str | None) -> str | None:
    """Ranges that follow each other become one."""
    ranges = sorted(
        (int(low or only), _OPEN if only or high.upper() == "UP" else min(int(high), _OPEN))
        for low, high, only in _RANGE.findall(age or "")
    )
    joined: list[tuple[int, int]] = []
    for low, high in ranges:
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return ", ".join(f"{a}+" if b >= _OPEN else f"{a}-{b}" for a, b in joined) or None
