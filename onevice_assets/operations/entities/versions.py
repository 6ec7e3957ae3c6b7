"""What a newer version of a row takes back. Pure; the order of delivery changes nothing.

What a version says of the row's own time (an invoice's customer, an assignment's driver from six to
noon) is taken back when the next version becomes known, which says it anew. What stood at a moment
(a balance) is not: it was so then. A deletion takes nothing back, it ends; a version after it takes
the deletion back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from onevice_assets.operations.model.mapped import Mapped, withdraw
from onevice_assets.operations.timeline.statement import Statement


def take_back(versions: Iterable[Mapped]) -> list[Statement]:
    """Withdrawals that follow from versions of rows.

    Args:
        versions: episodes of any rows, in any order; only those with an own key count.
    """
    rows: dict[tuple[str, str], list[Mapped]] = defaultdict(list)
    for one in versions:
        if one.episode.source_key is not None:
            rows[one.episode.source, one.episode.source_key].append(one)
    return [made for row in rows.values() if len(row) > 1 for made in _take_back_one(row)]


def _take_back_one(versions: list[Mapped]) -> list[Statement]:
    made: list[Statement] = []
    standing: Mapped | None = None
    deletion: Mapped | None = None
    for one in sorted(versions, key=lambda version: (version.known_at, version.episode.id)):
        if one.is_deleted:
            if deletion is not None:
                made += [withdraw(old, one) for old in deletion.lasting]
            deletion = one
            continue
        if standing is not None:
            made += [withdraw(old, one) for old in standing.of_row]
        if deletion is not None:
            made += [withdraw(old, one) for old in deletion.lasting]
            deletion = None
        standing = one
    return made
