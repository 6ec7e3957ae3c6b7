"""How commands speak: tables and colours for people on stdout, JSON for programs.

Pages, answers and names are strangers' texts: nothing in them reaches the terminal as a command.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table

# what a terminal obeys: C0 but for tab and line end, DEL, C1 (8-bit escape sequences), and the
# signs that turn the direction of what follows, so that it reads as another text
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_OBEYED_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class SafeConsole(Console):
    """A console whose texts are shown and never obeyed; colours are its own and stay."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as usual; signs that a terminal would obey are drawn as `\ufffd`."""
        for segment in super().render(renderable, options):
            if segment.control or not _OBEYED.search(segment.text):
                yield segment
            else:
                yield segment._replace(text=show_signs(segment.text))


def show_signs(text: str) -> str:
    """The text with a visible sign (`\ufffd`) for each one that a terminal would obey."""
    return _OBEYED.sub("\ufffd", text)


console = SafeConsole(soft_wrap=False)
errors = SafeConsole(stderr=True)

CELL_WIDTH = 160
_NUMBERS = (int, float, Decimal)
_LEAST_TEXT = 14  # a text on many narrow lines is no table any more
_BETWEEN = 2  # blanks


def say(message: str) -> None:
    """Print one line of prose; rich markup is understood, so names in it are escaped."""
    errors.print(message, highlight=False, soft_wrap=True)


def say_error(message: str) -> None:
    """Print an error the person can act on."""
    errors.print(f"[bold red]error[/] {escape(message)}", highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value as JSON; moments as ISO 8601, decimals as numbers."""
    console.file.write(as_json(value, indent=2) + os.linesep)


def as_json(value: object, *, indent: int | None = None) -> str:
    """A value as JSON that a terminal shows as it is: what it would obey stands escaped."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=indent)
    return _OBEYED_IN_JSON.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def print_rows(
    title: str,
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[str],
    *,
    right: Collection[str] = (),
) -> None:
    """Print rows as a table; where the terminal is too narrow for one, each row as lines.

    What is longer than its column goes on below, so that only a text longer than `CELL_WIDTH` is
    cut. Without rows the title stands alone.

    Args:
        title: above the table.
        rows: values by column.
        columns: which are shown, in order.
        right: columns of texts that stand to the right, as numbers do anyway.
    """
    console.print(escape(title), highlight=False, soft_wrap=True, style="italic")
    if not rows:
        return
    names = [name.replace("_", " ") for name in columns]
    cells = [[cell(row.get(name)) for name in columns] for row in rows]
    on_the_right = [
        name in right or any(isinstance(row.get(name), _NUMBERS) for row in rows)
        for name in columns
    ]
    widths = fit(names, cells, console.width)
    if widths is None:
        _print_records(names, cells)
        return
    table = Table(header_style="bold", box=None, pad_edge=False)
    for name, width, is_right in zip(names, widths, on_the_right, strict=True):
        justify: Literal["left", "right"] = "right" if is_right else "left"
        table.add_column(name, justify=justify, overflow="fold", width=width)
    for row in cells:
        table.add_row(*map(escape, row))
    console.print(table)


def say_more(count: int, limit: int) -> None:
    """Say how many rows were left out by `--limit`, and how to see them; nothing if none were."""
    if count > limit:
        say(f"[dim]{count - limit} more: --limit {count}, or --json[/]")


def fit(names: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Share a terminal's width among columns: each its longest word first, then the rest.

    Args:
        names: what stands above the columns.
        cells: the rows, a text a column.
        width: of the terminal, in characters.

    Returns:
        Characters a column; nothing where they do not fit even with texts on several lines.
    """
    columns = list(zip(*cells, strict=True))
    least = [
        max(
            _longest_word(name),
            *(max(_longest_word(one), min(cell_len(one), _LEAST_TEXT)) for one in column),
        )
        for name, column in zip(names, columns, strict=True)
    ]
    most = [
        max(map(cell_len, [name, *column])) for name, column in zip(names, columns, strict=True)
    ]
    left = width - sum(least) - _BETWEEN * (len(least) - 1)
    if left < 0:
        return None
    for place in sorted(range(len(least)), key=lambda one: most[one] - least[one]):
        more = min(left, most[place] - least[place])
        least[place] += more
        left -= more
    return least


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _print_records(names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    for row in cells:
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, text in zip(names, row, strict=True):
            table.add_row(name, escape(text))
        console.print(table)
        console.print()


def cell(value: object) -> str:
    """One value as a short text: a dash for nothing, three digits for a fraction.

    Money is a `Decimal` and keeps six; a fraction that three digits make 0 keeps two that are not.
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return _fraction(value)
    text = show_signs(" ".join(str(value).split()))
    return text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"


def _fraction(value: float | Decimal) -> str:
    digits = 6 if isinstance(value, Decimal) else 3
    if value and abs(value) < 10**-digits / 2:
        return f"{float(value):.2g}"
    text = f"{value or 0:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def flatten(value: object, path: str = "") -> list[dict[str, object]]:
    """Nested figures as rows: `{"a": {"b": 1}}` becomes `a.b`, 1."""
    if isinstance(value, dict):
        rows = (
            flatten(one, f"{path}.{name}" if path else str(name)) for name, one in value.items()
        )
        return [row for part in rows for row in part]
    return [{"measure": path, "value": value}]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
