"""Talent by role, union, kind of work and credits (seed 000, §5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from onevice_assets.entertainment.access.door import Answer, Door
from onevice_assets.entertainment.access.question import Question
from onevice_assets.entertainment.graph.model.facets import number_day, number_tier
from onevice_assets.entertainment.graph.model.people import ROLE_TYPES, UNION_STATUSES, UNKNOWN
from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS, PROJECT_TYPES
from onevice_assets.entertainment.talent import discovery
from onevice_assets.entertainment.talent.similar import check, check_limit
from resources.errors import InputError

_FIRST: Final = 200
_EVERYBODY: Final = 10_000_000


@dataclass(frozen=True)
class Wanted:
    """Who is looked for.

    Attributes:
        role: what most of their credits say: Director, Creative Director, Talent, Producer, …
        union: their status; none for any.
        kinds: kinds of work, one of which they do; none for any.
        tiers: count only projects of these budget tiers (level 2).
        since: count only projects completed from this day on.
        least: directed projects at least, of those that are counted.
    """

    role: str
    union: str | None = None
    kinds: Sequence[str] | None = None
    tiers: Sequence[str] | None = None
    since: date | None = None
    least: int = 0


def discover_talent(door: Door, wanted: Wanted, *, limit: int = 10) -> Answer:
    """People who fit, by how many counted projects they directed.

    Only projects that the asker may see are counted, so two roles may get other figures.

    Returns:
        Rows `p`, `projects` and `recent` (up to five names, newest first), most projects first.

    Raises:
        InputError: a value that none has, or a limit that is not 1 to 100.
        AccessError: tiers, for who may not see tiers.
        StoreError: the graph does not answer.
    """
    check(wanted.role, ROLE_TYPES, "role of a person")
    check(wanted.union, UNION_STATUSES, "union status")
    for kind in wanted.kinds or ():
        check(kind, PROJECT_TYPES, "kind of work")
    for tier in wanted.tiers or ():
        check(tier, BUDGET_TIERS, "budget tier")
    if wanted.least < 0:
        raise InputError(f"At least {wanted.least} projects cannot be: say 0 or more.")
    of_union = {None: discovery.DISCOVER, UNKNOWN: discovery.DISCOVER_OF_UNKNOWN}
    asked = of_union.get(wanted.union, discovery.DISCOVER_OF_UNION)
    given = {
        "role": wanted.role,
        "union": wanted.union,
        "kinds": list(wanted.kinds) if wanted.kinds else None,
        "tiers": [number_tier(one) for one in wanted.tiers] if wanted.tiers else None,
        "since": number_day(wanted.since) if wanted.since else None,
        "least": wanted.least,
        "limit": check_limit(limit),
    }
    return _count_until_settled(door, asked, given, limit)


def _count_until_settled(door: Door, asked: Question, given: dict[str, Any], limit: int) -> Answer:
    """Count for those who directed most, then for whoever else could be among the first."""
    answer = door.ask(asked, depth=_FIRST, floor=given["least"], **given)
    rows = answer.rows
    if not rows or not _is_settled(rows, limit):
        # who directed fewer than the last one's counted ones is after them, whatever is counted
        last = rows[-1]["projects"] if len(rows) == limit else 0
        floor = max(given["least"], last)
        answer = door.ask(asked, depth=_EVERYBODY, floor=floor, **given)
    return Answer(tuple(one.without("bound") for one in answer.rows), answer.source)


def _is_settled(rows: Sequence[Mapping[str, Any]], limit: int) -> bool:
    bound = rows[-1]["bound"]
    return bound < 0 or (len(rows) == limit and rows[-1]["projects"] > bound)
