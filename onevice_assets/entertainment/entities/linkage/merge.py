"""Merging rows of two entities into one, so that it can be taken back.

Which value survives is told per column (`Survivorship`). The log entry of a merge holds both rows
as they were, so undoing restores them exactly; an entry is undone only while its result is as the
merge left it: later merges of the same entity are undone first. Not here: who is one
(`grouping`), where rows and log are stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from resources.errors import InputError

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
Keep = Literal["own", "first", "union", "latest", "earliest", "longest"]


@dataclass(frozen=True)
class Survivorship:
    """Which value survives in which column.

    Attributes:
        keeps: per column: `own` keeps the survivor's even if empty (its id), `first` the
            survivor's unless empty (the default), `union` all values of both, sorted, `latest`
            and `earliest` the greater and the smaller, `longest` the longer text.
    """

    keeps: Mapping[str, Keep]

    def choose(self, column: str, kept: Any, absorbed: Any) -> Any:
        """Value of one column of the merged row."""
        keep = self.keeps.get(column, "first")
        if keep == "union":
            return tuple(sorted({*(kept or ()), *(absorbed or ())}))
        if keep == "own" or _is_empty(absorbed):
            return kept
        if _is_empty(kept) or keep == "first":
            return absorbed if _is_empty(kept) else kept
        if keep == "longest":
            return max((kept, absorbed), key=lambda text: (len(text), text))
        return max(kept, absorbed) if keep == "latest" else min(kept, absorbed)


ABSORBED: Final = "absorbed_ids"  # column of a merged row: ids that became part of it

PERSONS = Survivorship({
    "id": "own", "name": "longest", "aliases": "union", "organizations": "union",
    "projects": "union", "emails": "union", "phones": "union", "mention_ids": "union",
    "roles": "union", "first_seen_on": "earliest", "last_seen_on": "latest",
})  # fmt: skip


@dataclass(frozen=True)
class LogEntry:
    """One merge, with all that is needed to take it back.

    Attributes:
        kept_id: id that lives on.
        absorbed_id: id that is gone.
        kept: the survivor's row before.
        absorbed: the other's row before.
        merged: the row it became.
        reasons: why.
    """

    kept_id: str
    absorbed_id: str
    kept: Row
    absorbed: Row
    merged: Row
    reasons: tuple[str, ...] = ()


def merge_rows(
    rows: Rows,
    kept_id: str,
    absorbed_id: str,
    survivorship: Survivorship,
    reasons: tuple[str, ...] = (),
) -> tuple[dict[str, Row], LogEntry]:
    """Merge one row into another.

    Args:
        rows: entities by id; not changed.
        kept_id: who lives on.
        absorbed_id: who is merged into it.
        survivorship: which values survive.
        reasons: why, for the log.

    Returns:
        The rows after, and the log entry that undoes it.

    Raises:
        InputError: the ids are the same, or one is not there.
    """
    if kept_id == absorbed_id:
        raise InputError(f"Entity {kept_id} was to be merged with itself; nothing was done.")
    for id_ in (kept_id, absorbed_id):
        if id_ not in rows:
            raise InputError(
                f"{absorbed_id} was to be merged into {kept_id}, but there is no {id_} (any "
                "more); nothing was done. Look in the merge log for where it went."
            )
    kept, absorbed = rows[kept_id], rows[absorbed_id]
    columns = dict.fromkeys((*kept, *absorbed))
    merged = {
        column: survivorship.choose(column, kept.get(column), absorbed.get(column))
        for column in columns
    }
    # tells two merges of one entity apart even where no value changed, and old ids from unknown
    merged[ABSORBED] = tuple(
        sorted({absorbed_id, *kept.get(ABSORBED, ()), *absorbed.get(ABSORBED, ())})
    )
    after = {id_: row for id_, row in rows.items() if id_ != absorbed_id} | {kept_id: merged}
    return after, LogEntry(kept_id, absorbed_id, dict(kept), dict(absorbed), merged, reasons)


def undo_merge(rows: Rows, entry: LogEntry) -> dict[str, Row]:
    """Take a merge back: both rows are as they were before it.

    Raises:
        InputError: the merged row was changed since, or the absorbed id is in use again.
    """
    if entry.absorbed_id in rows or rows.get(entry.kept_id) != entry.merged:
        raise InputError(
            f"The merge of {entry.absorbed_id} into {entry.kept_id} was to be undone, but the "
            "entity was changed since; nothing was done. Undo what came later first."
        )
    return dict(rows) | {entry.kept_id: entry.kept, entry.absorbed_id: entry.absorbed}


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", ())
