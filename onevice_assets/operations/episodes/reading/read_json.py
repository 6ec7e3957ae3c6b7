"""JSON as rows: one object, a list of objects, or an object a line (.jsonl).

Objects within objects are flattened (`CustomerRef.value` → `customer_ref_value`), numbers stay as
they are written, to the last digit. What wraps a webhook is taken off: its `data` is the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from onevice_assets.operations.episodes.reading.piece import Broken, Row
from onevice_assets.operations.model.choose import name_column
from resources.errors import InputError

MOST_BYTES: Final = 64 * 1024**2
_DEEPEST: Final = 5
_MEND: Final = "Correct it and deliver it again; what is kept stays as it is."
_RECORDS: Final = ("Invoice", "Customer", "Payment")


def read_json(file: IO[bytes], name: str = "") -> Iterator[Row | Broken]:
    """Read a file that is one JSON value.

    Raises:
        InputError: it is none, or too large to be read at once.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"It is over {MOST_BYTES >> 20} MiB: write one object a line, as .jsonl.")
    value = _parse(data)
    if not isinstance(value, list):
        yield _read_object(None, value, name)
        return
    for number, one in enumerate(value, 1):
        yield _read_object(number, one, name)


def read_json_lines(file: IO[bytes], name: str = "") -> Iterator[Row | Broken]:
    """Read a file with one object a line, a line at a time."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = _parse(line)
        except InputError as error:
            yield Broken(number, str(error), _MEND, name)
            continue
        yield _read_object(number, value, name)


def _parse(data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise InputError("it is no UTF-8: save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"it is no JSON: {str(error)[:120]}") from error


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _read_object(line: int | None, value: Any, name: str) -> Row | Broken:
    if not isinstance(value, dict):
        return Broken(line, "it is no JSON object", _MEND, name)
    cells: dict[str, str] = {}
    try:
        _flatten(_unwrap(value), "", cells, 0)
    except InputError as error:
        return Broken(line, str(error), _MEND, name)
    if not cells:
        return Broken(line, "nothing in it is filled", _MEND, name)
    return Row(line, cells, "webhook", name)


def _unwrap(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event is about, where it is wrapped."""
    inner = value.get("data")
    if isinstance(inner, dict):
        of_object = inner.get("object")
        return of_object if isinstance(of_object, dict) else inner
    for name in _RECORDS:
        if isinstance(value.get(name), dict):
            record: Mapping[str, Any] = value[name]
            return record
    return value


def _flatten(value: Mapping[str, Any], path: str, into: dict[str, str], depth: int) -> None:
    if depth > _DEEPEST:
        raise InputError(f"objects lie deeper than {_DEEPEST} in each other")
    for key, one in value.items():
        name = name_column(f"{path} {key}")
        if isinstance(one, dict):
            _flatten(one, name, into, depth + 1)
        elif one is not None and not isinstance(one, list) and name:
            text = ("TRUE" if one else "FALSE") if isinstance(one, bool) else str(one).strip()
            if any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in text):
                raise InputError(f"{name} has a character that no store can hold")
            if text and into.setdefault(name, text) != text:
                raise InputError(f"two of its names are {name}, and they differ")
