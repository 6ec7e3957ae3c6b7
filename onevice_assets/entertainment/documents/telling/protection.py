"""Who may see a document, how it is kept and for how long: one table, by type.

    type         level  encryption  days   why
    Budget       1      advanced    2,555  amounts are the seed's level 1; seven years for taxes
    Contract     2      advanced    3,650  parties' terms; ten years, past most limitation periods
    Treatment    4      basic       1,825  ideas under way; five years
    Pitch Deck   4      basic       1,825  the same
    Script       3      basic       2,555  unreleased work; seven years
    Call Sheet   3      basic       1,095  private numbers and addresses; three years
    Unknown      3      basic       1,825  nobody has looked yet: neither open nor locked away

1 is the most sensitive (seed 000, §2.1.4). A document that calls itself confidential or asks for an
NDA is at least level 2 and encrypted as `advanced`. The table is the only place that says so; what
is encrypted at rest today is told by ADR 27.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SENSITIVE = 2
_MARK = re.compile(
    r"\b(?:strictly |private (?:and|&) |highly )?confidential\b(?! ?information shall)|"
    r"\bdo not (?:distribute|share|copy|forward)\b|\bproprietary\b|\bnot for distribution\b|"
    r"\bembargo(?:ed)?\b",
    re.IGNORECASE,
)
_NDA = re.compile(r"\bNDAs?\b|\bnon-?disclosure\b", re.IGNORECASE)
_HEAD_SIGNS = 2_000


@dataclass(frozen=True)
class Protection:
    """How a document is protected.

    Attributes:
        is_confidential: it says so, or is a contract or a budget.
        requires_nda: it speaks of a non-disclosure agreement.
        sensitivity_level: 1 (most) to 6.
        encryption_level: none, basic or advanced.
        retention_period_days: from when it came.
    """

    is_confidential: bool
    requires_nda: bool
    sensitivity_level: int
    encryption_level: str
    retention_period_days: int


_BY_TYPE: dict[str, tuple[int, str, int]] = {
    "Budget": (1, "advanced", 2_555),
    "Contract": (2, "advanced", 3_650),
    "Treatment": (4, "basic", 1_825),
    "Pitch Deck": (4, "basic", 1_825),
    "Script": (3, "basic", 2_555),
    "Call Sheet": (3, "basic", 1_095),
    "Unknown": (3, "basic", 1_825),
}


def list_groups(path: str) -> list[str]:
    """Groups that may see a file besides leadership: its folders that begin with `@`.

    Examples:
        >>> list_groups("night/@legal/@Finance/contract.pdf")
        ['Finance', 'legal']
    """
    folders = path.split("/")[:-1]
    return sorted({one[1:].strip() for one in folders if one.startswith("@")} - {""})


def protect(type_: str, text: str) -> Protection:
    """Tell how a document is to be protected.

    Args:
        type_: as `tell_type` has it.
        text: all of it; a mark of confidence counts in its first and last 2,000 signs, where such
            marks stand, and an NDA anywhere.
    """
    level, encryption, days = _BY_TYPE[type_]
    margins = text[:_HEAD_SIGNS] + "\n" + text[-_HEAD_SIGNS:]
    requires_nda = _NDA.search(text) is not None
    is_marked = _MARK.search(margins) is not None
    if is_marked or requires_nda:
        level, encryption = min(level, SENSITIVE), "advanced"
    confidential = is_marked or type_ in ("Budget", "Contract")
    return Protection(confidential, requires_nda, level, encryption, days)
