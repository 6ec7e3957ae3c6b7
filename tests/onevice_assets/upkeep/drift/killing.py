"""Rebuilding in a process of its own, which is killed while it writes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from onevice_assets.publishing.projection import Projection, Rows, Scope
from onevice_assets.publishing.store_copy import Work
from onevice_assets.upkeep.drift import rebuild_store

Resources = dict[str, Any]


def rebuild_and_die(given: Resources, store: str, home: str, *, write: int, seconds: float) -> int:
    """Begin a rebuild that is killed so long after a write of it began; its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    # resources themselves cannot be sent
    made_of = {
        name: (type(one), {field: getattr(one, field) for field in type(one).model_fields})
        for name, one in given.items()
    }
    process = context.Process(target=_run, args=(made_of, store, home, write, seconds))
    process.start()
    process.join(200)
    assert process.exitcode is not None, "the rebuild neither ended nor was killed"
    return process.exitcode


class _Doomed:
    """A projection in one of whose writes the process is killed."""

    def __init__(self, projection: Projection, write: int, seconds: float) -> None:
        self._projection, self._write, self._seconds = projection, write, seconds
        self._writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._projection, name)

    def replace(self, scope: Scope, rows: Rows) -> None:
        self._writes += 1
        if self._writes == self._write:
            threading.Thread(target=self._die, daemon=True).start()
        self._projection.replace(scope, rows)
        if self._writes == self._write:
            time.sleep(60)

    def _die(self) -> None:
        time.sleep(self._seconds)
        os.kill(os.getpid(), signal.SIGKILL)


def _run(made_of: Resources, store: str, home: str, write: int, seconds: float) -> None:
    os.environ["ONEVICE_HOME"] = home
    given = {name: kind(**fields) for name, (kind, fields) in made_of.items()}
    work = rebuild_store.list_work(store, given)
    doomed = {}
    for copy, _ in work:
        made = _Doomed(copy.make(SimpleNamespace(**given)), write, seconds)
        doomed[copy] = replace(copy, make=lambda _, made=made: made)
    rebuild_store.rebuild_store(store, given, [Work(doomed[copy], one) for copy, one in work])
