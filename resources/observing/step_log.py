"""The log handler that Dagster's settings name (`python_logs`): knows which step is at work.

Dagster hands it every event and every line of `context.log`, in the process and thread that does
the step, before the step's work begins and after it ended. From that it sets what is at work, opens
and closes the step's span, and writes the line as JSON where that is wanted. Without JSON and
without an endpoint for spans it sets what is at work and does nothing else.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from resources.observing import traces
from resources.observing.at_work import begin, end, read_partition
from resources.observing.logs import make_handler, wants_json

_BEGINS = "STEP_START"
_ENDS = frozenset(("STEP_SUCCESS", "STEP_FAILURE", "STEP_UP_FOR_RETRY", "STEP_SKIPPED"))


# a run may have several log managers, each with a handler of its own
_open: dict[tuple[str, str], ExitStack] = {}


class StepHandler(logging.Handler):
    """Follows the steps of runs; one for each process's log manager."""

    def __init__(self, level: int | str = logging.NOTSET) -> None:
        super().__init__(level)
        self._lines = make_handler(sys.stderr) if wants_json(os.environ) else None

    def emit(self, record: logging.LogRecord) -> None:
        """Follow one record; what goes wrong here stops no run (`handleError` tells it)."""
        try:
            told: Mapping[str, Any] = getattr(record, "dagster_meta", None) or {}
            event = told.get("dagster_event")
            kind = str(getattr(event, "event_type_value", ""))
            place = (str(told.get("run_id") or ""), str(told.get("step_key") or ""))
            if kind == _BEGINS:
                self._begin(place, told)
            self._write(record, told, kind)
            if kind in _ENDS:
                self._end(place, is_good=kind == "STEP_SUCCESS")
        except Exception:  # noqa: BLE001 # as every handler of the standard library
            self.handleError(record)

    def _begin(self, place: tuple[str, str], told: Mapping[str, Any]) -> None:
        run_id, step = place
        if place in _open:  # another log manager of the run was told first
            return
        tags = told.get("job_tags") or {}
        entered = ExitStack()
        token = begin(
            run_id=run_id, job=str(told.get("job_name") or ""), step=step, **read_partition(tags)
        )
        entered.callback(end, token)
        if traces.is_on():
            entered.enter_context(traces.step_span(step, run_id, tags))
        _open[place] = entered

    def _end(self, place: tuple[str, str], *, is_good: bool) -> None:
        entered = _open.pop(place, None)
        if entered is None:
            return
        if not is_good:
            traces.mark_failed()
        entered.close()

    def _write(self, record: logging.LogRecord, told: Mapping[str, Any], kind: str) -> None:
        if self._lines is None:
            return
        line = logging.makeLogRecord({**vars(record), "msg": told.get("orig_message"), "args": ()})
        line.name = "dagster"
        line.exc_info = None
        vars(line).pop("dagster_meta", None)
        line.event_kind = kind or "LOG"
        token = begin(run_id=str(told.get("run_id") or ""), job=str(told.get("job_name") or ""))
        try:
            self._lines.handle(line)
        finally:
            end(token)
