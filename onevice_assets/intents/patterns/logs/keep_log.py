"""Imported logs, kept as given: `intents/logs/{organization}/{SHA-256}.jsonl` or `.csv`.

The name is the content's, so the same file again is the same file. Who reads it reads the lines
again: what is derived of them can be made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from onevice_assets.intents.patterns.logs.read_log import Format, Log, read_log
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.object_store import Objects

FOLDER: Final = "intents/logs"
MOST_BYTES: Final = 256 * 1024 * 1024
_ENDINGS: Final[dict[str, Format]] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}


def tell_format(name: str) -> Format:
    """The format of a file by its ending.

    Raises:
        InputError: another one; nothing was read.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(
            f"{name} ends in {ending or 'nothing'}: a log is {' or '.join(_ENDINGS)}. Nothing was "
            "imported."
        )
    return _ENDINGS[ending]


def keep_log(objects: Objects, organization: str, data: bytes, format_: Format) -> tuple[Log, bool]:
    """Keep a log and tell what it holds, and whether it is new.

    Args:
        objects: where logs lie.
        organization: slug.
        data: the file.
        format_: of it.

    Raises:
        InputError: it is too large, or no line can be used; nothing was kept.
        StoreError: the object store does not take it.
    """
    if len(data) > MOST_BYTES:
        raise InputError(
            f"The log has {len(data)} bytes; at most {MOST_BYTES} are taken: cut it into several. "
            "Nothing was imported."
        )
    log = read_log(data, format_)
    if not log.turns:
        reasons = "; ".join(f"line {bad.line_number}: {bad.reason}" for bad in log.bad[:3])
        raise InputError(f"No line of the log can be used, nothing was imported. {reasons}")
    path = f"{FOLDER}/{organization}/{hashlib.sha256(data).hexdigest()}.{format_}"
    is_new = not objects.exists(path)
    if is_new:
        objects.put(path, data)
    return log, is_new


def list_logs(objects: Objects, organization: str) -> list[str]:
    """Paths of an organization's logs, in the order of their names."""
    return objects.list(f"{FOLDER}/{organization}/")


def read_logs(objects: Objects, organization: str) -> Iterator[tuple[str, Log]]:
    """Every log of an organization with the short name of its file, one in memory at a time.

    Raises:
        StoreError: the object store does not answer.
    """
    for path in list_logs(objects, organization):
        yield PurePosixPath(path).stem[:12], read_log(objects.get(path), tell_format(path))
