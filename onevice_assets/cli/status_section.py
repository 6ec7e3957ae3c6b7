"""A block of lines of `onevice status`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """A block of lines.

    Attributes:
        name: its key in the JSON.
        title: above the table people see; alone where there are no rows.
        rows: the same for people and programs; no secret in them. None where it is not known.
        columns: which of a row's values people see as a table; none shows no table.
        lines: what people read below it, whole, with `--verbose`.
        brief: what they read without, within 80 columns; none shows title and lines.
        failures: what somebody has to see to, in whole sentences; any makes the exit code 1.
    """

    name: str
    title: str
    rows: Sequence[dict[str, Any]] | None
    columns: Sequence[str] = ()
    failures: Sequence[str] = ()
    lines: Sequence[str] = ()
    brief: Sequence[str] | None = None
