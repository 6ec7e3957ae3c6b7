"""Progress of long work: a bar in a terminal, a log line now and then everywhere else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import dagster as dg
from pydantic import Field

_log = logging.getLogger("onevice.progress")


class Task:
    """One piece of counted work; `total` may grow while it runs."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.done = label, total, 0

    def advance(self, count: int = 1) -> None:
        """Count finished units."""
        self.done += count

    def expect(self, total: int) -> None:
        """Set how many units there will be."""
        self.total = total


class _LoggedTask(Task):
    """Logs at every tenth of the work, at most ten times."""

    def advance(self, count: int = 1) -> None:
        before = self.done
        super().advance(count)
        step = max(1, (self.total or 100) // 10)
        if self.done // step > before // step:
            _log.info("%s: %s of %s", self.label, self.done, self.total or "?")


class _BarTask(Task):
    """Draws a rich progress bar."""

    def __init__(self, label: str, total: int | None, bar: Any) -> None:
        super().__init__(label, total)
        self._bar = bar
        self._id = bar.add_task(label, total=total)

    def advance(self, count: int = 1) -> None:
        super().advance(count)
        self._bar.advance(self._id, count)

    def expect(self, total: int) -> None:
        super().expect(total)
        self._bar.update(self._id, total=total)


class Progress(dg.ConfigurableResource[Any]):
    """Shows how far long work has come."""

    mode: Literal["log", "bar", "off"] = Field(
        default="log", description="bar in a terminal, else log"
    )

    @contextmanager
    def track(self, label: str, total: int | None = None) -> Iterator[Task]:
        """Count a piece of work: `with progress.track("Crawling", 150) as task: task.advance()`."""
        if self.mode == "off":
            yield Task(label, total)
        elif self.mode == "log":
            yield _LoggedTask(label, total)
        else:
            with _bar() as bar:
                yield _BarTask(label, total, bar)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("[bold]{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))
