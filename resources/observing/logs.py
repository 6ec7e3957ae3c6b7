"""Log lines as JSON: UTC, level, logger, what is at work, the event; nothing else.

    ONEVICE_LOG_FORMAT=json     one object a line on stderr
    unset or `text`             as Python and Dagster write them

structlog writes them, behind the standard library's loggers: no caller knows. A line of an error
names its kind and our own words; tracebacks of foreign errors, which may quote what was sent, are
left to Dagster's event log.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import IO, Any

from resources.errors import ConfigurationError, OneviceError
from resources.observing.at_work import at_work
from resources.observing.traces import current_ids

VARIABLE = "ONEVICE_LOG_FORMAT"
_FORMATS = ("text", "json")
_LOGIN = re.compile(r"(?<=://)[^/@\s]+@")
_LONGEST = 4000
Line = MutableMapping[str, Any]


def wants_json(env: Mapping[str, str]) -> bool:
    """Whether lines are to be JSON.

    Raises:
        ConfigurationError: the variable holds something else.
    """
    value = env.get(VARIABLE) or "text"
    if value not in _FORMATS:
        raise ConfigurationError(f"{VARIABLE}={value!r}: it may be `text` or `json`.")
    return value == "json"


def set_up_logs(env: Mapping[str, str] | None = None, stream: IO[str] | None = None) -> bool:
    """Have the root logger write JSON where that is wanted; again changes nothing.

    Returns:
        Whether it is.
    """
    if not wants_json(os.environ if env is None else env):
        return False
    root = logging.getLogger()
    for old in [one for one in root.handlers if getattr(one, "is_onevice", False)]:
        root.removeHandler(old)
    root.addHandler(make_handler(stream or sys.stderr))
    root.setLevel(min(root.level or logging.INFO, logging.INFO))
    logging.getLogger("alembic").setLevel(logging.WARNING)  # a line for each of its plug-ins
    return True


def make_handler(stream: IO[str]) -> logging.Handler:
    """A handler that writes JSON lines to a stream."""
    handler = logging.StreamHandler(stream)
    handler.is_onevice = True  # type: ignore[attr-defined]
    handler.setFormatter(_Formatter())
    return handler


class _Formatter(logging.Formatter):
    """One JSON object a record, by structlog."""

    def __init__(self) -> None:
        import structlog

        super().__init__()
        self._inner = structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(allow=["event_kind"]),
                _add_time,
                _add_work,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _tell_error,
                _without_logins,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            use_get_message=True,
        )

    def format(self, record: logging.LogRecord) -> str:
        return self._inner.format(record)


def _add_time(_logger: Any, _name: str, line: Line) -> Line:
    from datetime import UTC, datetime

    created = line["_record"].created
    line["timestamp"] = datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds")
    return line


def _add_work(_logger: Any, _name: str, line: Line) -> Line:
    line.update(at_work())
    line.update(current_ids())
    return line


def _tell_error(_logger: Any, _name: str, line: Line) -> Line:
    """The kind of an error, and its text where it is ours."""
    told = line.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    line.pop("stack_info", None)
    if isinstance(error, BaseException):
        line["error_kind"] = type(error).__name__
        if isinstance(error, OneviceError):
            line["error"] = str(error)
    return line


def _without_logins(_logger: Any, _name: str, line: Line) -> Line:
    """Addresses without what stands before the host; no line longer than 4,000 characters."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = _LOGIN.sub("…@", value)[:_LONGEST]
    return line
