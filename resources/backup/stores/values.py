"""Values of a graph or of Redis as JSON that comes back the same: times, bytes, not-numbers."""

from __future__ import annotations

import base64
import json
import math
from datetime import date, datetime, time
from typing import Any, Final

from resources.errors import StoreError

_TAG: Final = "$"
_READ: Final[dict[str, Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": base64.b64decode,
    "float": float,
}


def write_line(value: object) -> str:
    """A value as one line of JSON, the same for the same value.

    Raises:
        StoreError: it holds something that would not come back the same.
    """
    return json.dumps(
        _write(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def read_line(line: str) -> Any:
    """The value of a line."""
    return _read(json.loads(line))


def _write(value: Any) -> Any:
    if isinstance(value, dict):
        return {"$$" + name[1:] if name[:1] == _TAG else name: _write(one)
                for name, one in value.items()}  # fmt: skip
    if isinstance(value, list | tuple):
        return [_write(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {_TAG: "float", "v": repr(value)}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, bytes | bytearray):
        return {_TAG: "bytes", "v": base64.b64encode(value).decode()}
    for name, kind in (("datetime", datetime), ("date", date), ("time", time)):
        if isinstance(value, kind):
            return {_TAG: name, "v": value.isoformat()}
    raise StoreError(
        f"A {type(value).__name__} cannot be kept in a backup: nothing of this store was. Tell who "
        "looks after onevice-assets which property of which node holds one."
    )


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(one) for one in value]
    if not isinstance(value, dict):
        return value
    if _TAG in value:
        return _READ[value[_TAG]](value["v"])
    return {_TAG + name[2:] if name[:2] == "$$" else name: _read(one)
            for name, one in value.items()}  # fmt: skip
