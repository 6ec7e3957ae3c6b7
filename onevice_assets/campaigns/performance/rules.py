"""Whether a campaign runs and a creative is in use: rules over what the reports say (ADR 33).

Days are counted back from the last day any report of the client has, not from a clock: the same
reports give the same answer, and a client whose reports stopped is not archived for that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from resources.errors import ConfigurationError

CampaignStatus = Literal["active", "paused", "ended"]
ContentStatus = Literal["active", "resting", "archived"]

_OVER: Final = re.compile(r"REMOVED|DELETED?|ARCHIVED|COMPLETED|CANCELL?ED|ENDED|EXPIRED|TIME_DONE")
_HELD: Final = re.compile(r"PAUSED|DISABLED?|DRAFT|PENDING|SUSPENDED|REJECTED|INACTIVE|OFF\b")
_RUNS: Final = re.compile(r"ACTIVE|ENABLED?|SERVING|DELIVERY_OK|IN_PROCESS")


@dataclass(frozen=True)
class Thresholds:
    """Days without spend.

    Attributes:
        resting: more than these, and a creative rests.
        archived: more than these, and it is archived; a campaign of which nothing else is said
            has ended.
    """

    resting: int = 14
    archived: int = 90


def thresholds_from(env: Mapping[str, str] | None = None) -> Thresholds:
    """Thresholds of `ONEVICE_CAMPAIGNS_RESTING_DAYS` and `ONEVICE_CAMPAIGNS_ARCHIVED_DAYS`.

    Raises:
        ConfigurationError: one is no whole number, or resting is not before archived.
    """
    given = os.environ if env is None else env
    found = {}
    for name, default in (("RESTING", 14), ("ARCHIVED", 90)):
        text = given.get(f"ONEVICE_CAMPAIGNS_{name}_DAYS", "") or str(default)
        if not text.isdigit():
            raise ConfigurationError(
                f"ONEVICE_CAMPAIGNS_{name}_DAYS is {text[:40]!r}: give a whole number of days."
            )
        found[name.lower()] = int(text)
    if found["resting"] >= found["archived"]:
        raise ConfigurationError(
            "ONEVICE_CAMPAIGNS_RESTING_DAYS has to be less than ONEVICE_CAMPAIGNS_ARCHIVED_DAYS."
        )
    return Thresholds(**found)


def judge_campaign(
    said: str | None,
    ends_on: date | None,
    last_shown: date | None,
    today: date,
    limits: Thresholds,
) -> CampaignStatus:
    """Status of a campaign.

    Args:
        said: the platform's own word, if it says one.
        ends_on: its last day as planned.
        last_shown: the last day it spent or was shown.
        today: the last day of the client's reports.
        limits: days without spend.
    """
    word = (said or "").upper().replace(" ", "_")
    if _OVER.search(word) or (ends_on and ends_on < today):
        return "ended"
    if _HELD.search(word):
        return "paused"
    if _RUNS.search(word):
        return "active"
    if last_shown is None:
        return "paused"
    idle = (today - last_shown).days
    return "active" if idle <= limits.resting else "paused" if idle <= limits.archived else "ended"


def judge_content(
    last_spent: date | None, today: date | None, archived_by_hand: bool, limits: Thresholds
) -> ContentStatus:
    """Status of a creative: what was never used is active, for it may be.

    Args:
        last_spent: the last day an ad with it spent; none: never.
        today: the last day of the client's reports; none: there are none.
        archived_by_hand: a person took it out of use.
        limits: days without spend.
    """
    if archived_by_hand:
        return "archived"
    if last_spent is None or today is None:
        return "active"
    idle = (today - last_spent).days
    if idle <= limits.resting:
        return "active"
    return "resting" if idle <= limits.archived else "archived"
