"""Which websites and days the lake holds numbers of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables import marts
from resources.errors import InputError, MissingDataError
from resources.lake import Lake

_MOST_DAYS = 400
_DAYS_TOLD = 5


@dataclass(frozen=True)
class Period:
    """Days of one website, in order."""

    website: str
    days: Sequence[date]

    @property
    def partition(self) -> str:
        """Partition key of the last day."""
        return join_key(self.days[-1].isoformat(), self.website)


def list_days_of_websites(lake: Lake) -> dict[str, list[date]]:
    """Website key to its days with numbers, in order."""
    found: dict[str, list[date]] = {}
    for partition in lake.partitions(marts.share_of_voice):
        day, website = split_key(partition)
        found.setdefault(website, []).append(date.fromisoformat(day))
    return found


def find_period(
    lake: Lake, website: str | None, first: date | None = None, last: date | None = None
) -> Period:
    """The days that are asked about; the newest one where none is named.

    Args:
        lake: holds the marts.
        website: key or domain; None where there is only one.
        first: first day; the last one where it is None.
        last: last day; the newest where it is None.

    Raises:
        InputError: for an unknown website, or days in no order, naming what there is.
        MissingDataError: when no day asked for has numbers, naming the newest that do.
    """
    watched = list_days_of_websites(lake)
    key = _find_website(watched, website)
    end = last or first or watched[key][-1]
    start = first or end
    if start > end or (end - start).days >= _MOST_DAYS:
        raise InputError(
            f"{start} to {end} is no period: give a first day, a last one not before it, and at "
            f"most {_MOST_DAYS} days."
        )
    days = [day for day in watched[key] if start <= day <= end]
    if not days:
        newest = ", ".join(day.isoformat() for day in watched[key][-_DAYS_TOLD:])
        raise MissingDataError(
            f"{key} has no numbers from {start} to {end}; its newest days: {newest}."
        )
    return Period(key, days)


def _find_website(watched: Mapping[str, Sequence[date]], name: str | None) -> str:
    if not watched:
        raise MissingDataError("No website has numbers yet: a person starts with `onevice run`.")
    keys = [key for key in watched if name in (None, key, key.partition(".")[2])]
    if len(keys) == 1:
        return keys[0]
    known = ", ".join(sorted(watched))
    if name is None:
        raise InputError(f"Several websites have numbers; give `website` one of: {known}.")
    raise InputError(f"{name!r} names {len(keys)} websites; give `website` one of: {known}.")
