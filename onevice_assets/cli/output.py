"""How commands speak: tables and colours for people on stdout, JSON for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

console = Console(soft_wrap=False)
errors = Console(stderr=True)

_WHOLE = ("day", "period_", "brand_name", "served_model", "saga")
_MOST_WHOLE = 36  # an id
CELL_WIDTH = 48


def say(message: str) -> None:
    """Print one line of prose; rich markup is understood, so names in it are escaped."""
    errors.print(message, highlight=False, soft_wrap=True)


def say_error(message: str) -> None:
    """Print an error the person can act on."""
    errors.print(f"[bold red]error[/] {escape(message)}", highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value as JSON; moments as ISO 8601, decimals as numbers."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=2)
    console.file.write(text + os.linesep)


def print_rows(title: str, rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Print rows as a table; numbers to the right, long cells cut; the title alone for none."""
    if not rows:
        console.print(escape(title), highlight=False, soft_wrap=True)
        return
    table = Table(title=escape(title), title_justify="left", header_style="bold", box=None)
    for name in columns:
        numeric = any(isinstance(row.get(name), int | float | Decimal) for row in rows)
        table.add_column(
            name.replace("_", " "),
            justify="right" if numeric else "left",
            overflow="ellipsis",
            no_wrap=name.startswith(_WHOLE),
            min_width=_whole_width(name, rows),
        )
    for row in rows:
        table.add_row(*(escape(cell(row.get(name))) for name in columns))
    console.print(table)


def _whole_width(name: str, rows: Sequence[Mapping[str, object]]) -> int | None:
    """Width that days and names of brands get whatever the terminal: cut they tell nothing."""
    if not name.startswith(_WHOLE):
        return None
    return min(max(len(cell(row.get(name))) for row in rows), _MOST_WHOLE)


def cell(value: object) -> str:
    """One value as a short text: a dash for nothing, three digits for a fraction."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"
    text = " ".join(str(value).split())
    return text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"


def flatten(value: object, path: str = "") -> list[dict[str, object]]:
    """Nested figures as rows: `{"a": {"b": 1}}` becomes `a.b`, 1."""
    if isinstance(value, dict):
        rows = (
            flatten(one, f"{path}.{name}" if path else str(name)) for name, one in value.items()
        )
        return [row for part in rows for row in part]
    return [{"measure": path, "value": value}]


def percent(value: float | None) -> str:
    """A fraction as a percentage people read; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.0f} %"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
