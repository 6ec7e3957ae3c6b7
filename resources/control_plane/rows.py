"""Rows of a query as dataclasses; values as the platform writes them (ids are text)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy import Connection

Record = TypeVar("Record")


def fetch(
    db: Connection, record: type[Record], sql: str, parameters: Mapping[str, Any]
) -> list[Record]:
    """Run a query whose columns are the fields of `record`."""
    found = db.exec_driver_sql(sql, dict(parameters)).mappings()
    return [record(**{name: _plain(value) for name, value in row.items()}) for row in found]


def fetch_first(
    db: Connection, record: type[Record], sql: str, parameters: Mapping[str, Any]
) -> Record | None:
    """Run a query and return its first row, if there is one."""
    found = fetch(db, record, sql, parameters)
    return found[0] if found else None


def write_ids(ids: Iterable[str]) -> str:
    """Ids as a literal of an array, for `%(ids)s::uuid[]`: a list is quoted one by one, slowly.

    What is no id is refused by the server.
    """
    return "{" + ",".join(ids) + "}"


def is_id(text: str) -> bool:
    """Whether a text is written like one of our ids."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return tuple(value) if isinstance(value, list) else value
