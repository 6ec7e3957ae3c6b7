"""What a newer version of a row takes back. Pure; the order of delivery changes nothing.

What a version says of the row's own time (an invoice's customer, an assignment's driver from six to
noon) is taken back when the next version becomes known, which says it anew. What stood at a moment
(a balance) is not: it was so then. A deletion takes nothing back, it ends; a version after it takes
the deletion back.

What stands until something else begins (a load's driver) ends by itself where one is held at a
time. Where the organization says that many are, the next version of the row ends it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from onevice_assets.operations.model.mapped import NO_TIME, Mapped, withdraw
from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.identity import derived_id


def take_back(versions: Iterable[Mapped], many: Container[str] = frozenset()) -> list[Statement]:
    """Withdrawals and ends that follow from versions of rows.

    Args:
        versions: episodes of any rows, in any order; only those with an own key count.
        many: relations that hold many at once.
    """
    rows: dict[tuple[str, str], list[Mapped]] = defaultdict(list)
    for one in versions:
        if one.episode.source_key is not None:
            rows[one.episode.source, one.episode.source_key].append(one)
    return [made for row in rows.values() if len(row) > 1 for made in _take_back_one(row, many)]


def _take_back_one(versions: list[Mapped], many: Container[str]) -> list[Statement]:
    made: list[Statement] = []
    standing: Mapped | None = None
    deletion: Mapped | None = None
    for one in sorted(versions, key=lambda version: (version.known_at, version.episode.id)):
        if one.is_deleted:
            if deletion is not None:
                made += [withdraw(old, one) for old in deletion.lasting]
            deletion = one
            made += [] if standing is None else _end(standing, one, many)
            continue
        if standing is not None:
            made += [withdraw(old, one) for old in standing.of_row]
            made += _end(standing, one, many)
        if deletion is not None:
            made += [withdraw(old, one) for old in deletion.lasting]
            deletion = None
        standing = one
    return made


def _end(older: Mapped, newer: Mapped, many: Container[str]) -> Iterator[Statement]:
    """That what stood by an older version, of relations that hold many, holds no longer."""
    said = {(one.subject, one.relation, one.object) for one in newer.lasting if not one.denies}
    since = min((one.valid.start for one in newer.lasting), default=newer.known_at)
    for one in older.lasting:
        if (
            one.relation in many
            and not one.denies
            and (one.subject, one.relation, one.object) not in said
        ):
            yield replace(
                one,
                id=derived_id(NO_TIME, "operations.ends", one.id, newer.episode.id),
                valid=Interval(since, FOREVER),
                known_at=newer.known_at,
                denies=True,
                attributes={"episode": newer.episode.id, "ends": one.id},
                source=newer.episode.source,
            )
