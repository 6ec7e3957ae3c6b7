"""A log of conversations, JSON Lines or CSV, read line by line.

    {"conversation": "c-17", "user": "alice", "turn": 1, "time": "2026-11-20T09:30:00Z",
     "text": "How long does shipping take?"}

CSV has the same names in its first line. `turn` may be left out: then the time tells the order.
`conversation_id` and `user_id` mean the same as `conversation` and `user`. A line that cannot be
used is listed with its number and reason; the rest is kept. The same line twice counts once.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from resources.errors import InputError
from resources.import_lines import BadLine

Format = Literal["jsonl", "csv"]

PERSONA_PREFIXES: Final = ("icp:", "website:")
MOST_TURNS: Final = 100_000
_NAMES: Final = ("conversation", "user", "turn", "time", "text")
_SAME: Final = {"conversation_id": "conversation", "user_id": "user"}
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_LINE = 200, 20_000, 1_000_000


@dataclass(frozen=True)
class LoggedTurn:
    """One usable line; `time` is UTC, `turn` none where the log does not count."""

    conversation: str
    user: str
    turn: int | None
    time: datetime
    text: str
    line_number: int


@dataclass(frozen=True)
class Log:
    """What a file holds: usable lines in order, what was left out, lines that were there twice."""

    turns: list[LoggedTurn]
    bad: list[BadLine]
    duplicates: int = 0


def read_log(data: bytes, format_: Format) -> Log:
    """Read a log.

    Args:
        data: the whole file, UTF-8.
        format_: `jsonl` or `csv`.

    Raises:
        InputError: a CSV whose first line does not name the columns; nothing was read.
    """
    seen: dict[tuple[object, ...], LoggedTurn] = {}
    bad: list[BadLine] = []
    duplicates = 0
    for number, row in _list_rows(data) if format_ == "jsonl" else _list_cells(data):
        found = _read(row, number)
        if isinstance(found, BadLine):
            bad.append(found)
            continue
        place = (found.time, found.text) if found.turn is None else found.turn
        known = seen.setdefault((found.user, found.conversation, place), found)
        if known is found:
            continue
        if (known.text, known.time) == (found.text, found.time):
            duplicates += 1
        else:
            reason = f"says otherwise than line {known.line_number} about the same turn"
            bad.append(BadLine(number, reason))
    return Log(list(seen.values()), bad, duplicates)


def _list_rows(data: bytes) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if raw.strip():
            yield number, _parse(raw)


def _parse(raw: bytes) -> dict[str, Any] | str:
    if len(raw) > _LONGEST_LINE:
        return f"longer than {_LONGEST_LINE} bytes"
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (ValueError, RecursionError):
        return "not valid JSON"
    return row if isinstance(row, dict) else "not a JSON object"


def _list_cells(data: bytes) -> Iterator[tuple[int, dict[str, Any] | str]]:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    reader = csv.reader(io.StringIO(text, newline=""))
    head = _read_head(next(reader, []))
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"not CSV ({error}); the line may lack a closing quote"
            continue
        if not cells:
            continue
        if len(cells) != len(head):
            yield number, f"{len(cells)} columns where the first line names {len(head)}"
        else:
            yield number, dict(zip(head, cells, strict=True))


def _read_head(cells: list[str]) -> list[str]:
    head = [_SAME.get(name, name) for name in (one.strip().lower() for one in cells)]
    missing = [name for name in _NAMES if name != "turn" and name not in head]
    if missing:
        raise InputError(
            f"The first line of the CSV names no column {', '.join(missing)}; it takes "
            f"{', '.join(_NAMES)} (turn may be left out). Nothing was read."
        )
    return head


def _read(row: dict[str, Any] | str, number: int) -> LoggedTurn | BadLine:
    if isinstance(row, str):
        return BadLine(number, row)
    given = {_SAME.get(name, name): value for name, value in row.items()}
    try:
        return LoggedTurn(
            conversation=_name(given, "conversation"),
            user=_user(given),
            turn=_turn(given),
            time=_moment(given),
            text=_text(given, "text", _LONGEST_TEXT),
            line_number=number,
        )
    except InputError as error:
        return BadLine(number, str(error))


def _text(row: dict[str, Any], name: str, longest: int) -> str:
    value = row.get(name)
    if value is None:
        raise InputError(f"no `{name}`")
    if not isinstance(value, str):
        raise InputError(f"`{name}` is not text")
    if not value.strip():
        raise InputError(f"`{name}` is empty")
    if len(value) > longest:
        raise InputError(f"`{name}` has {len(value)} characters; at most {longest} are taken")
    if "\x00" in value:
        raise InputError(f"`{name}` holds a NUL character")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise InputError(f"`{name}` is not UTF-8")
    return value.strip()


def _name(row: dict[str, Any], name: str) -> str:
    value = _text(row, name, _LONGEST_NAME)
    if not value.isprintable():
        raise InputError(f"`{name}` is not a name")
    return value


def _user(row: dict[str, Any]) -> str:
    value = _name(row, "user")
    if value.startswith(PERSONA_PREFIXES):
        raise InputError("`user` begins as a customer of the monitor does (icp:, website:)")
    return value


def _turn(row: dict[str, Any]) -> int | None:
    value = row.get("turn")
    if value in (None, ""):
        return None
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_TURNS:
        raise InputError(f"`turn` is not a whole number from 0 to {MOST_TURNS}")
    return value


def _moment(row: dict[str, Any]) -> datetime:
    value = _text(row, "time", _LONGEST_NAME)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise InputError("`time` is not an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise InputError("`time` has no UTC offset: end it with Z or +00:00")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise InputError("`time` is out of range") from error
    if moment.year < 1970:
        raise InputError("`time` is before 1970")
    return moment
