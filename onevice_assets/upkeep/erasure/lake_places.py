"""The lake: a partition goes whole with whose it is; of a day with answers, theirs alone.

Tables of a day that are counted from answers are counted anew (`retract.py`). What was mined of
conversations rests on one asker's turns each: theirs go, and the others' need no mining.
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
_OF_ASKERS: Final = ("intents", "user_id")


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
    if _is_of_askers(table):
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
    """Partitions that go whole."""
    return [one for one in stores.lake.partitions(table) if subject.owns_partition(one)]


def _is_of_askers(table: Table) -> bool:
    return table.system == _OF_ASKERS[0] and _OF_ASKERS[1] in table.column_names


def _goes_by_rows(table: Table, subject: Subject) -> bool:
    """Whether partitions of a table stay, without the subject's rows."""
    of_askers = _is_of_askers(table) and not subject.is_whole_organization
    return subject.kind == "answers" or of_askers


def _count(table: Table, stores: Stores, subject: Subject) -> int:
    if _goes_by_rows(table, subject):
        return sum(len(gone) for _, _, gone in _list_rows(table, stores, subject))
    key = table.only(table.natural_key[0])
    return sum(len(stores.lake.read_arrow(key, one)) for one in _owned(table, stores, subject))


def _erase(table: Table, stores: Stores, subject: Subject) -> int:
    count = 0
    if _goes_by_rows(table, subject):
        for partition, kept, gone in _list_rows(table, stores, subject):
            stores.lake.write(table, partition, kept)
            count += len(gone)
        return count
    count = _count(table, stores, subject)
    for one in _owned(table, stores, subject):
        stores.lake.delete(table, one)
    return count


_Rows = list[dict[str, object]]


def _list_rows(table: Table, stores: Stores, subject: Subject) -> list[tuple[str, _Rows, _Rows]]:
    """Partitions with rows that go: their key, the rows that stay, those that go."""
    if subject.kind == "answers":
        column, gone_by, where = _answer_column(table), set(subject.responses), answers_of(subject)
    else:
        column, gone_by, where = _OF_ASKERS[1], set(subject.askers), [subject.organization]
    found = []
    for partition in where if column else ():
        rows: _Rows = stores.lake.read_rows_if_there(table, partition)
        gone = [row for row in rows if row[str(column)] in gone_by]
        if gone:
            kept = [row for row in rows if row[str(column)] not in gone_by]
            found.append((partition, kept, gone))
    return found
