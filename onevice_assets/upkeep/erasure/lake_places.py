"""The lake: a partition goes whole with whose it is; of a day with answers, theirs alone.

Tables of a day that are counted from answers are counted anew (`retract.py`), and so is what an
organization that stays has mined of all its websites' prompts.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from onevice_assets import tables
from onevice_assets.upkeep.erasure.place import EVERY_KIND, TENANT, WHOLE, Place, Stores
from resources.erasure.subject import Subject
from resources.table_schema import Table

_ANSWER_COLUMNS: Final = ("llm_response_id", "response_id")
_MINED_OF_WEBSITES: Final = frozenset(
    ("conversation_turns", "patterns", "pattern_relationships", "pattern_turns")
)


def list_places() -> list[Place]:
    """A place per table."""
    return [_make(table) for table in list_tables()]


def list_tables() -> list[Table]:
    """Every table of the lake that is declared, by system and name."""
    names = [one.name for one in iter_modules(tables.__path__, f"{tables.__name__}.")]
    names += [one.name for one in iter_modules(tables.marts.__path__, f"{tables.marts.__name__}.")]
    found = [one for name in names for one in vars(import_module(name)).values()]
    known = {(one.system, one.name): one for one in found if isinstance(one, Table)}
    return [known[key] for key in sorted(known)]


def _make(table: Table) -> Place:
    kinds = TENANT if table.partitioned_by.endswith("website") else WHOLE
    if table.name in _MINED_OF_WEBSITES:
        kinds = frozenset({*TENANT, "user"})
    if _answer_column(table):
        kinds = EVERY_KIND - {"user"}
    return Place(
        "lake",
        f"{table.system}/{table.name}",
        table.description,
        kinds,
        partial(_count, table),
        partial(_erase, table),
    )


def answers_of(subject: Subject) -> list[str]:
    """Partitions of answers that go."""
    return sorted({one for one in subject.responses.values() if one})


def _answer_column(table: Table) -> str | None:
    if table.name == "llm_responses":
        return "id"
    return next((one for one in _ANSWER_COLUMNS if one in table.column_names), None)


def _owned(table: Table, stores: Stores, subject: Subject) -> list[str]:
    """Partitions that go whole: the subject's, and what was mined of more than what goes."""
    found = stores.lake.partitions(table)
    if subject.kind in ("website", "user") and table.name in _MINED_OF_WEBSITES:
        return [one for one in found if one == subject.organization]
    return [one for one in found if subject.owns_partition(one)]


def _count(table: Table, stores: Stores, subject: Subject) -> int:
    if subject.kind == "answers":
        return sum(len(gone) for _, _, gone in _list_answers(table, stores, subject))
    key = table.only(table.natural_key[0])
    return sum(len(stores.lake.read_arrow(key, one)) for one in _owned(table, stores, subject))


def _erase(table: Table, stores: Stores, subject: Subject) -> int:
    count = 0
    if subject.kind == "answers":
        for partition, kept, gone in list(_list_answers(table, stores, subject)):
            stores.lake.write(table, partition, kept)
            count += len(gone)
        return count
    count = _count(table, stores, subject)
    for one in _owned(table, stores, subject):
        stores.lake.delete(table, one)
    return count


_Rows = list[dict[str, object]]


def _list_answers(table: Table, stores: Stores, subject: Subject) -> list[tuple[str, _Rows, _Rows]]:
    """Partitions with rows of answers that go: their key, the rows that stay, those that go."""
    column, found = _answer_column(table), []
    for partition in answers_of(subject) if column else ():
        rows: _Rows = stores.lake.read_rows_if_there(table, partition)
        gone = [row for row in rows if row[str(column)] in subject.responses]
        if gone:
            kept = [row for row in rows if row[str(column)] not in subject.responses]
            found.append((partition, kept, gone))
    return found
